package cygnet.dns;

import cygnet.ike.address.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TSIG;

/**
 * The recursive resolvers that are asked, as one resolver for dnsjava's validator.
 *
 * <p>It answers with NOERROR or NXDOMAIN or fails with a {@link LookupFailure}. So the validator never takes a server's
 * failure for a broken chain of trust, and whatever it then calls bogus is bogus.
 */
final class Upstreams implements Resolver {
    private final List<Endpoint> servers;
    private final ExchangeSettings settings;
    private final ScheduledExecutorService timer;
    private final UnaryOperator<Message> sieve;

    /** Index of the server that answered last. */
    private volatile int preferred;

    Upstreams(List<Endpoint> servers, ExchangeSettings settings, ScheduledExecutorService timer) {
        this(servers, settings, timer, UnaryOperator.identity());
    }

    private Upstreams(
            List<Endpoint> servers,
            ExchangeSettings settings,
            ScheduledExecutorService timer,
            UnaryOperator<Message> sieve) {
        this.servers = List.copyOf(servers);
        this.settings = settings;
        this.timer = timer;
        this.sieve = sieve;
    }

    /** The same servers; {@code sieve} takes out of their answers what must not be believed. */
    Upstreams sifted(UnaryOperator<Message> sieve) {
        return new Upstreams(servers, settings, timer, sieve);
    }

    /** {@code executor} must be the {@link Question} that the query is for. */
    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        if (!(executor instanceof Question question)) {
            throw new IllegalStateException("a query that belongs to no question");
        }
        return new Exchange(query, question, inOrder(), settings, timer).start().thenApply(delivery -> {
            preferred = servers.indexOf(delivery.server());
            return sieve.apply(delivery.message());
        });
    }

    private List<Endpoint> inOrder() {
        int first = preferred;
        List<Endpoint> order = new ArrayList<>(servers.subList(first, servers.size()));
        order.addAll(servers.subList(0, first));
        return order;
    }

    // The rest of dnsjava's interface would change settings that are fixed here.

    @Override
    public void setPort(int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTCP(boolean flag) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTSIGKey(@Nullable TSIG key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTimeout(Duration timeout) {
        throw new UnsupportedOperationException();
    }

    /** The validator wants truncated answers repeated over TCP, which is always done. */
    @Override
    public void setIgnoreTruncation(boolean flag) {
        if (flag) {
            throw new UnsupportedOperationException();
        }
    }

    /** The validator wants EDNS with DO, which {@link ExchangeSettings} says. */
    @Override
    public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
        if (version != 0 || (flags & ~settings.ednsFlags()) != 0) {
            throw new UnsupportedOperationException();
        }
    }
}
