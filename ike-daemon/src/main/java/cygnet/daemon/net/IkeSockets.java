package cygnet.daemon.net;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.kernel.SocketExemption;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP sockets of IKE: for each local address one on the IKE port and one on the NAT traversal port. A socket that is
 * bound to one address answers from it, which a wildcard socket does not. Each carries policies of its own that let IKE
 * pass whatever the SPD says.
 *
 * <p>Owned by the event loop.
 */
public final class IkeSockets {
    private static final Logger LOG = LoggerFactory.getLogger(IkeSockets.class);

    /** One for each port. */
    private static final int SOCKETS_OF_AN_ADDRESS = 2;

    private final EventLoop loop;
    private final Ports ports;
    private final SocketExemption exemption;
    private final DatagramSink sink;
    private final OpenFiles files;
    private final Map<Endpoint, IkeChannel> channels = new HashMap<>();
    private List<IpAddress> unserved = List.of();

    /**
     * The two ports.
     *
     * @param natTraversal where datagrams of IKE begin with the non-ESP marker (RFC 3948 section 2.2)
     */
    public record Ports(int ike, int natTraversal) {}

    /**
     * @param exemption from the SPD, as the kernel wants it
     * @param files of which each socket is one
     */
    public IkeSockets(EventLoop loop, Ports ports, SocketExemption exemption, OpenFiles files, DatagramSink sink) {
        this.loop = loop;
        this.ports = ports;
        this.exemption = exemption;
        this.files = files;
        this.sink = sink;
    }

    /**
     * Opens sockets for addresses that have none, and closes those of addresses that are gone. Of more addresses than there may be
     * sockets for, those that come first have them, and those that had them before.
     *
     * @return what could not be bound, a line each
     */
    public List<String> bind(Set<IpAddress> addresses) {
        List<String> problems = new ArrayList<>();
        Set<Endpoint> wanted = new LinkedHashSet<>();
        for (IpAddress address : served(addresses, problems)) {
            wanted.add(new Endpoint(address, ports.ike()));
            wanted.add(new Endpoint(address, ports.natTraversal()));
        }
        for (Map.Entry<Endpoint, IkeChannel> open : List.copyOf(channels.entrySet())) {
            if (!wanted.contains(open.getKey())) {
                close(open.getKey(), open.getValue());
            }
        }
        for (Endpoint endpoint : wanted) {
            if (!channels.containsKey(endpoint)) {
                bind(endpoint, problems);
            }
        }
        return problems;
    }

    private List<IpAddress> served(Set<IpAddress> addresses, List<String> problems) {
        List<IpAddress> ranked = addresses.stream()
                .sorted(Comparator.comparing(address -> !channels.containsKey(new Endpoint(address, ports.ike()))))
                .toList();
        int most = (int) Math.min(ranked.size(), files.forIke() / SOCKETS_OF_AN_ADDRESS);
        List<IpAddress> rest = ranked.subList(most, ranked.size());
        if (!rest.isEmpty() && !rest.equals(unserved)) {
            problems.add("cannot listen on " + rest.size() + " of " + ranked.size() + " addresses, such as "
                    + rest.get(0) + ": each takes " + SOCKETS_OF_AN_ADDRESS + " sockets of this process, and " + files);
        }
        unserved = List.copyOf(rest);
        return ranked.subList(0, most);
    }

    private void bind(Endpoint endpoint, List<String> problems) {
        IkeChannel channel = IkeChannel.open(loop, endpoint, endpoint.port() == ports.natTraversal(), sink);
        // Before the loop has run, binding has not happened: registration and binding take turns on this very thread.
        ChannelFuture bound = channel.bound();
        if (bound.isDone() && !bound.isSuccess()) {
            // There is no socket at all, so that what listens to this future would not be called on the loop.
            problems.add("cannot listen on " + endpoint + ": " + OpenFiles.reason(bound.cause()));
            return;
        }
        channels.put(endpoint, channel);
        bound.addListener(future -> {
            if (future.isSuccess()) {
                prepare(channel, endpoint);
            } else {
                channels.remove(endpoint, channel);
                LOG.error("cannot listen on {}: {}", endpoint, OpenFiles.reason(future.cause()));
            }
        });
    }

    private void prepare(IkeChannel channel, Endpoint endpoint) {
        try {
            channel.exempt(exemption);
            LOG.info("listening on {}", endpoint);
        } catch (RuntimeException e) {
            LOG.error("cannot exempt {} from IPsec policies: {}", endpoint, OpenFiles.reason(e));
        }
    }

    /** Sends a datagram of IKE from exactly this local endpoint; one that cannot be sent is lost, as UDP is. */
    public void send(Endpoint local, Endpoint remote, Octets octets) {
        transmit(local, remote, channel -> channel.send(remote, octets));
    }

    /** Sends a NAT-keepalive. */
    public void keepAlive(Endpoint local, Endpoint remote) {
        transmit(local, remote, channel -> channel.keepAlive(remote));
    }

    private void transmit(Endpoint local, Endpoint remote, Function<IkeChannel, ChannelFuture> sending) {
        IkeChannel channel = channels.get(local);
        if (channel == null) {
            LOG.warn("cannot send to {}: there is no socket on {}", remote, local);
            return;
        }
        sending.apply(channel).addListener(future -> {
            if (!future.isSuccess()) {
                LOG.warn("cannot send from {} to {}: {}", local, remote, OpenFiles.reason(future.cause()));
            }
        });
    }

    private void close(Endpoint endpoint, IkeChannel channel) {
        channels.remove(endpoint, channel);
        channel.close().addListener(closed -> LOG.info("no longer listening on {}", endpoint));
    }

    public void close() {
        Map.copyOf(channels).forEach(this::close);
    }
}
