package cygnet.ike.sa;

import cygnet.crypto.Hash;
import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.registry.NotifyType;
import java.util.List;

/** NAT detection (RFC 7296 section 2.23). */
public final class NatDetection {
    private NatDetection() {}

    /** SHA-1(SPIi | SPIr | IP | port), with SPIr zero in the first request. */
    public static Octets hash(IkeSpi initiator, IkeSpi responder, Endpoint endpoint) {
        int port = endpoint.port();
        return Hash.sha1(
                initiator.octets(),
                responder.octets(),
                endpoint.address().octets(),
                Octets.of((byte) (port >> 8), (byte) port));
    }

    /**
     * The pair of notifies for a message between these endpoints.
     *
     * @param sourceDisguise replaces our own hash, so that the peer believes in a NAT and encapsulates; empty: the truth
     */
    public static List<NotifyPayload> notifies(
            IkeSpi initiator, IkeSpi responder, Endpoint local, Endpoint remote, Octets sourceDisguise) {
        Octets source = sourceDisguise.isEmpty() ? hash(initiator, responder, local) : sourceDisguise;
        return List.of(
                NotifyPayload.of(NotifyType.NAT_DETECTION_SOURCE_IP, source),
                NotifyPayload.of(NotifyType.NAT_DETECTION_DESTINATION_IP, hash(initiator, responder, remote)));
    }

    /** Compares the peer's hashes with what we see. A peer that sends none does no NAT traversal. */
    public static NatStatus detect(IkeMessage message, Endpoint local, Endpoint remote) {
        IkeHeader header = message.header();
        List<NotifyPayload> sources = message.notifies().stream()
                .filter(n -> n.notifyType().equals(NotifyType.NAT_DETECTION_SOURCE_IP))
                .toList();
        List<NotifyPayload> destinations = message.notifies().stream()
                .filter(n -> n.notifyType().equals(NotifyType.NAT_DETECTION_DESTINATION_IP))
                .toList();
        if (sources.isEmpty() || destinations.isEmpty()) {
            return NatStatus.NONE;
        }
        Octets seenSource = hash(header.initiatorSpi(), header.responderSpi(), remote);
        Octets seenDestination = hash(header.initiatorSpi(), header.responderSpi(), local);
        return new NatStatus(
                destinations.stream().noneMatch(n -> n.content().equals(seenDestination)),
                sources.stream().noneMatch(n -> n.content().equals(seenSource)));
    }
}
