package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.NatDetection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The notifies of MOBIKE (RFC 4555 section 4). */
final class Mobike {
    private static final int COOKIE_OCTETS = 16;
    private static final int LEAST_COOKIE_OCTETS = 8;
    private static final int MOST_COOKIE_OCTETS = 64;
    private static final Set<NotifyType> ADDRESS_LIST = Set.of(
            NotifyType.ADDITIONAL_IP4_ADDRESS, NotifyType.ADDITIONAL_IP6_ADDRESS, NotifyType.NO_ADDITIONAL_ADDRESSES);

    private Mobike() {}

    static boolean isAnnounced(IkeMessage message) {
        return message.notify(NotifyType.MOBIKE_SUPPORTED).isPresent();
    }

    static boolean isUpdate(IkeMessage request) {
        return request.notify(NotifyType.UPDATE_SA_ADDRESSES).isPresent();
    }

    /** Whether the sender tells which addresses it has beside the one that it sends from. */
    static boolean hasAddressList(IkeMessage message) {
        return message.notifies().stream().anyMatch(n -> ADDRESS_LIST.contains(n.notifyType()));
    }

    /** All our addresses but the one that is in the IP header anyway. */
    static List<Payload> addressList(Collection<IpAddress> others) {
        List<Payload> payloads = new ArrayList<>();
        others.forEach(address -> payloads.add(NotifyPayload.of(
                address.isIpv6() ? NotifyType.ADDITIONAL_IP6_ADDRESS : NotifyType.ADDITIONAL_IP4_ADDRESS,
                address.octets())));
        if (payloads.isEmpty()) {
            payloads.add(NotifyPayload.of(NotifyType.NO_ADDITIONAL_ADDRESSES));
        }
        return payloads;
    }

    /** Section 3.7: what a peer can only give back if it gets our packets. */
    static Octets freshCookie(RandomSource random) {
        return random.octets(COOKIE_OCTETS);
    }

    static NotifyPayload cookie(Octets value) {
        return NotifyPayload.of(NotifyType.COOKIE2, value);
    }

    /** Section 3.7: "the recipient of an INFORMATIONAL request MUST copy the notification as-is to the response." */
    static Optional<Payload> cookieToCopy(IkeMessage request) {
        return request.notify(NotifyType.COOKIE2)
                .filter(n -> n.content().length() >= LEAST_COOKIE_OCTETS
                        && n.content().length() <= MOST_COOKIE_OCTETS)
                .map(n -> cookie(n.content()));
    }

    static boolean returns(IkeMessage response, Octets cookie) {
        return response.notify(NotifyType.COOKIE2)
                .filter(n -> n.content().equals(cookie))
                .isPresent();
    }

    /** Section 3.9: whether the sender forbids address translation, and somebody has translated all the same. */
    static boolean isTranslatedAgainstItsWill(IkeMessage request, Endpoint local, Endpoint remote) {
        return request.notify(NotifyType.NO_NATS_ALLOWED)
                .filter(n -> !n.content().equals(addresses(remote, local)))
                .isPresent();
    }

    private static Octets addresses(Endpoint source, Endpoint destination) {
        return Octets.concat(
                source.address().octets(), destination.address().octets(), port(source), port(destination));
    }

    private static Octets port(Endpoint endpoint) {
        return Octets.of((byte) (endpoint.port() >> 8), (byte) endpoint.port());
    }

    /** NAT detection on an IKE SA that is there (section 3.8). */
    static List<NotifyPayload> natDetection(IkeSa sa, Endpoint local, Endpoint remote, RandomSource random) {
        Octets disguise = sa.connection().forceEncapsulation() ? random.octets(20) : Octets.empty();
        return NatDetection.notifies(sa.spis().initiator(), sa.spis().responder(), local, remote, disguise);
    }

    static boolean hasNatDetection(IkeMessage message) {
        return message.notify(NotifyType.NAT_DETECTION_SOURCE_IP).isPresent()
                && message.notify(NotifyType.NAT_DETECTION_DESTINATION_IP).isPresent();
    }

    /** How the sender sees us, hashed; empty if it does not tell. */
    static Octets seenAs(IkeMessage message) {
        return message.notify(NotifyType.NAT_DETECTION_DESTINATION_IP)
                .map(NotifyPayload::content)
                .orElse(Octets.empty());
    }
}
