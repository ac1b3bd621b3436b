package cygnet.daemon.loop;

import cygnet.daemon.net.IkeSockets;
import cygnet.daemon.net.LocalAddresses;
import cygnet.daemon.net.SourceAddresses;
import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.IkeEngine;
import cygnet.ike.engine.Input;
import cygnet.ike.sa.IkeSa;
import io.netty.channel.EventLoop;
import java.net.SocketException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This host's addresses: keeps a pair of sockets open on each, and tells the engine when they change. The kernel says when
 * to look; now and then it is looked at without being told, as a net.
 *
 * <p>Owned by the event loop.
 */
public final class HostAddresses {
    private static final Logger LOG = LoggerFactory.getLogger(HostAddresses.class);
    /** Changes come in bursts. But a new address has no policy yet, so this is a time in which packets may leave in clear. */
    private static final Duration SETTLING = Duration.ofMillis(2);

    /** Routes may change all the time; looking costs a system call for each peer. */
    private static final Duration REST = Duration.ofMillis(100);

    private static final Duration UNTOLD = Duration.ofMinutes(2);
    /** Opening sockets takes turns of the loop; the engine is told when they are there. */
    private static final Duration BINDING = Duration.ofMillis(2);

    private final EventLoop loop;
    private final EngineLoop engineLoop;
    private final IkeSockets sockets;
    private final List<IpAddress> configured;
    private final SourceAddresses routes;
    private final Supplier<Map<IpAddress, IpAddress>> sources;
    private Set<IpAddress> own = Set.of();
    private Map<IpAddress, IpAddress> towards = Map.of();
    private boolean looking;
    private boolean resting;

    /**
     * Looks at nothing yet.
     *
     * @param configured the only addresses to listen on; empty: all that the host has
     * @param sources for each peer that is configured with an address, the own one that the routing table takes
     */
    public HostAddresses(
            EventLoop loop,
            EngineLoop engineLoop,
            IkeSockets sockets,
            List<IpAddress> configured,
            SourceAddresses routes,
            Supplier<Map<IpAddress, IpAddress>> sources) {
        this.loop = loop;
        this.engineLoop = engineLoop;
        this.sockets = sockets;
        this.configured = List.copyOf(configured);
        this.routes = routes;
        this.sources = sources;
    }

    /**
     * Opens the first sockets, and from now on looks now and then.
     *
     * @return what could not be opened, a line each
     * @throws SocketException if addresses cannot be listed
     */
    public List<String> begin(Map<IpAddress, IpAddress> known) throws SocketException {
        own = present();
        towards = Map.copyOf(known);
        loop.scheduleAtFixedRate(this::look, UNTOLD.toSeconds(), UNTOLD.toSeconds(), TimeUnit.SECONDS)
                .addListener(ended -> LOG.debug("no longer looking for addresses"));
        return sockets.bind(configured.isEmpty() ? own : new LinkedHashSet<>(configured));
    }

    /** The addresses of this host that IKE is to use. */
    public Set<IpAddress> present() throws SocketException {
        Set<IpAddress> all = new LinkedHashSet<>(LocalAddresses.all());
        if (!configured.isEmpty()) {
            // Also loopback ones, if somebody wants them.
            return new LinkedHashSet<>(configured.stream()
                    .filter(a -> all.contains(a) || a.toInetAddress().isLoopbackAddress())
                    .toList());
        }
        return all;
    }

    /** Addresses or routes have changed. */
    public void changed() {
        if (!looking) {
            looking = true;
            after(resting ? REST : SETTLING, () -> {
                looking = false;
                resting = true;
                after(REST, () -> resting = false);
                look();
            });
        }
    }

    private void after(Duration delay, Runnable action) {
        loop.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS).addListener(done -> {});
    }

    private void look() {
        try {
            Set<IpAddress> now = present();
            sockets.bind(now).forEach(LOG::error);
            Map<IpAddress, IpAddress> ways = new HashMap<>(sources.get());
            engineLoop.engine().ikeSas().stream()
                    .filter(sa -> !now.contains(sa.local().address()))
                    .map(IkeSa::remote)
                    .distinct()
                    .forEach(remote -> put(ways, remote.address()));
            // Hosts that DNS told us about: only where what they were to be reached from is gone.
            engineLoop.waitingPolicies().stream()
                    .map(IkeEngine.Waiting::selector)
                    .filter(trap -> trap.source().isHost()
                            && trap.destination().isHost()
                            && !now.contains(trap.source().address()))
                    .forEach(trap -> put(ways, trap.destination().address()));
            if (!now.equals(own) || !ways.equals(towards)) {
                tell(now, ways);
            }
        } catch (SocketException e) {
            LOG.warn("the host's addresses cannot be listed: {}", e.getMessage());
        }
    }

    private void put(Map<IpAddress, IpAddress> ways, IpAddress remote) {
        routes.towards(remote).ifPresent(local -> ways.put(remote, local));
    }

    private void tell(Set<IpAddress> now, Map<IpAddress, IpAddress> ways) {
        Set<IpAddress> gone = new HashSet<>(own);
        gone.removeAll(now);
        LOG.info("this host's addresses are {}{}", now, gone.isEmpty() ? "" : ", gone: " + gone);
        own = Set.copyOf(now);
        towards = Map.copyOf(ways);
        Input.Addresses input = new Input.Addresses(now, ways);
        after(BINDING, () -> engineLoop.submit(input));
    }
}
