package cygnet.dns;

import cygnet.ike.address.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.xbill.DNS.Message;

/**
 * The recursive resolvers that are asked, as one resolver for dnsjava's validator.
 *
 * <p>It answers with NOERROR or NXDOMAIN or fails with a {@link LookupFailure}. So the validator never takes a server's
 * failure for a broken chain of trust, and whatever it then calls bogus is bogus.
 */
final class Upstreams implements FixedResolver {
    private final List<Endpoint> servers;
    private final ExchangeSettings settings;
    private final ScheduledExecutorService timer;

    /** Index of the server that answered last. */
    private volatile int preferred;

    Upstreams(List<Endpoint> servers, ExchangeSettings settings, ScheduledExecutorService timer) {
        this.servers = List.copyOf(servers);
        this.settings = settings;
        this.timer = timer;
    }

    /** {@code executor} must be the {@link Question} that the query is for. */
    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        if (!(executor instanceof Question question)) {
            throw new IllegalStateException("a query that belongs to no question");
        }
        return new Exchange(query, question, inOrder(), settings, timer).start().thenApply(delivery -> {
            preferred = servers.indexOf(delivery.server());
            return delivery.message();
        });
    }

    private List<Endpoint> inOrder() {
        int first = preferred;
        List<Endpoint> order = new ArrayList<>(servers.subList(first, servers.size()));
        order.addAll(servers.subList(0, first));
        return order;
    }

    @Override
    public int ednsFlags() {
        return settings.ednsFlags();
    }
}
