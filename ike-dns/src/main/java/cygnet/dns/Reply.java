package cygnet.dns;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A future whose asynchronous continuations, and those of all that follow from it, run on one executor.
 *
 * <p>dnsjava's validator continues some futures without naming an executor. On a machine with one or two processors that
 * would mean a new thread for each step.
 */
final class Reply<T> extends CompletableFuture<T> {
    private final Executor executor;

    Reply(Executor executor) {
        this.executor = executor;
    }

    @Override
    public Executor defaultExecutor() {
        return executor;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new Reply<>(executor);
    }
}
