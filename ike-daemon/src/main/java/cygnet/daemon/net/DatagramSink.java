package cygnet.daemon.net;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;

/** Takes datagrams of IKE as they arrive, on the event loop. */
@FunctionalInterface
public interface DatagramSink {
    /**
     * A datagram has arrived.
     *
     * @param local the address and port that were hit
     * @param octets without a non-ESP marker
     */
    void received(Endpoint local, Endpoint remote, Octets octets);
}
