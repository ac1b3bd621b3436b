package cygnet.ike.message;

import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.payload.UnknownPayload;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.PayloadType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A message in clear: one that was never protected, or the content of an Encrypted payload after opening or before
 * sealing. The order of payloads has no meaning (RFC 7296 section 2.5).
 */
public record IkeMessage(IkeHeader header, List<Payload> payloads) {
    public IkeMessage {
        payloads = List.copyOf(payloads);
    }

    /** The first payload of a kind. */
    public <P extends Payload> Optional<P> first(Class<P> kind) {
        return payloads.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /** All payloads of a kind, in the message's order. */
    public <P extends Payload> List<P> all(Class<P> kind) {
        return payloads.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The first notification of a type. */
    public Optional<NotifyPayload> notify(NotifyType type) {
        return notifies().stream().filter(n -> n.notifyType().equals(type)).findFirst();
    }

    public List<NotifyPayload> notifies() {
        return all(NotifyPayload.class);
    }

    /**
     * The type of a payload that we do not know and whose sender will not have it ignored. A request that has one is
     * refused as a whole with UNSUPPORTED_CRITICAL_PAYLOAD, whose data is this type in one octet (RFC 7296 section 2.5).
     */
    public Optional<PayloadType> unsupportedCritical() {
        return all(UnknownPayload.class).stream()
                .filter(p -> p.critical() && !p.type().isUnderstood())
                .map(UnknownPayload::type)
                .findFirst();
    }

    /** A summary for logs; it holds no octets of the peer's, only names and numbers. */
    @Override
    public String toString() {
        return payloads.stream()
                .map(payload -> summary(payload) + " ")
                .collect(Collectors.joining("", header + " [ ", "]"));
    }

    private static String summary(Payload payload) {
        return payload instanceof NotifyPayload notify
                ? "N(" + notify.notifyType() + ")"
                : payload.type().toString();
    }
}
