package cygnet.dns.resolver;

import cygnet.crypto.RandomSource;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The servers that are asked. Owned by the event loop; any thread may ask how they do. */
final class Upstreams {
    private final EventLoop loop;
    private final Ids ids;
    private final SSLContext trust;
    private volatile List<Upstream> servers = List.of();

    /** @param trust which certificates of servers are believed */
    Upstreams(EventLoop loop, RandomSource random, SSLContext trust) {
        this.loop = loop;
        this.trust = trust;
        this.ids = new Ids(random);
    }

    /** From now on these are asked, the preferred one first; of those that stay, what is known about them stays too. */
    void replace(List<UpstreamServer> wanted) {
        List<Upstream> before = servers;
        List<Upstream> after = new ArrayList<>();
        for (UpstreamServer server : wanted) {
            after.add(before.stream()
                    .filter(upstream -> upstream.server().equals(server))
                    .findFirst()
                    .orElseGet(() -> open(server)));
        }
        before.stream().filter(upstream -> !after.contains(upstream)).forEach(Upstream::close);
        servers = List.copyOf(after);
    }

    private Upstream open(UpstreamServer server) {
        InetSocketAddress address = new InetSocketAddress(
                server.endpoint().address().toInetAddress(), server.endpoint().port());
        if (server.tlsName().isEmpty()) {
            Transport stream = new StreamTransport(loop, address, ids, Optional.empty());
            return new Upstream(loop, server, new UdpTransport(loop, server.endpoint(), ids), stream);
        }
        String name = server.tlsName().get();
        Transport tls = new StreamTransport(loop, address, ids, Optional.of(() -> TlsClient.to(address, name, trust)));
        return new Upstream(loop, server, tls, tls);
    }

    /**
     * Those to ask, first to last: the dead ones come last, because when all are dead any may be back; those that would only
     * ask us are not among them.
     */
    List<Upstream> inOrder() {
        boolean allFine = true;
        for (Upstream server : servers) {
            allFine &= server.health().isAlive();
        }
        if (allFine) {
            return servers;
        }
        List<Upstream> order = new ArrayList<>(servers);
        order.removeIf(server -> server.health().loops());
        order.sort((a, b) -> Boolean.compare(b.health().isAlive(), a.health().isAlive()));
        return order;
    }

    List<Upstream> all() {
        return servers;
    }

    List<UpstreamStatus> status() {
        return servers.stream().map(server -> server.health().status()).toList();
    }

    void close() {
        servers.forEach(Upstream::close);
    }
}
