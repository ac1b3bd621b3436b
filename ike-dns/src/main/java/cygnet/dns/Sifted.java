package cygnet.dns;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.xbill.DNS.Message;

/**
 * A resolver whose answers lack what must not be believed.
 *
 * @param sieve takes that out
 */
record Sifted(FixedResolver resolver, UnaryOperator<Message> sieve) implements FixedResolver {
    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        return resolver.sendAsync(query, executor).thenApply(sieve);
    }

    @Override
    public int ednsFlags() {
        return resolver.ednsFlags();
    }
}
