package cygnet.dns.resolver;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What has to be in place before an application learns an address. */
@FunctionalInterface
public interface AnswerGate {
    /** Lets every answer pass at once. */
    AnswerGate OPEN = resolved -> CompletableFuture.completedStage(null);

    /**
     * Called on the resolver's thread for every answer with addresses, also when nothing in it is new; must not block.
     *
     * @return completes when the kernel holds what is needed; never exceptionally
     */
    CompletionStage<Void> beforeAnswer(Resolved resolved);
}
