package cygnet.daemon.net;

import cygnet.ike.address.IpAddress;
import cygnet.kernel.KernelException;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.rtnetlink.Routes;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which address of this host the routing table takes towards a peer. Nothing is sent, and no policy takes notice. */
public final class SourceAddresses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceAddresses.class);

    private final Routes routes;

    private SourceAddresses(Routes routes) {
        this.routes = routes;
    }

    /**
     * Opens a socket to the routing table.
     *
     * @throws KernelException if the kernel refuses
     */
    public static SourceAddresses open(SocketCalls calls) throws KernelException {
        return new SourceAddresses(Routes.open(calls));
    }

    /** Empty without a route. */
    public Optional<IpAddress> towards(IpAddress remote) {
        try {
            return routes.sourceTowards(remote).filter(address -> !address.isAny());
        } catch (KernelException e) {
            LOG.warn("the route to {} cannot be found out: {}", remote, e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        routes.close();
    }
}
