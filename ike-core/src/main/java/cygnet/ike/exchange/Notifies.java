package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.negotiation.AuthAnnouncements;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.policy.Connection;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Notify payloads that several exchanges use. */
final class Notifies {
    private static final int[] HASH_ALGORITHMS = {2, 3, 4, 5};

    private Notifies() {}

    static List<Payload> error(NotifyType type) {
        return List.of(NotifyPayload.of(type));
    }

    /** INITIAL_CONTACT if this is the first IKE SA with a peer since we started (RFC 7296 section 2.4). */
    static List<Payload> initialContact(
            SaEnvironment environment, IkeSa sa, Connection connection, Optional<Identification> peer) {
        return peer.filter(id -> environment.isInitialContact(sa, connection, id)).stream()
                .<Payload>map(id -> NotifyPayload.of(NotifyType.INITIAL_CONTACT))
                .toList();
    }

    /** Who has authenticated, and whether it has started anew. */
    static List<SaChange> authenticated(SaChange.Authenticated peer, IkeMessage message) {
        return message.notify(NotifyType.INITIAL_CONTACT).isPresent()
                ? List.of(peer, new SaChange.InitialContact())
                : List.of(peer);
    }

    /** The first error of a response, if it has one: the request has failed (RFC 7296 section 3.10.1). */
    static Optional<NotifyPayload> firstError(IkeMessage response) {
        return response.notifies().stream()
                .filter(n -> n.notifyType().isError())
                .findFirst();
    }

    /** SIGNATURE_HASH_ALGORITHMS: SHA2-256, SHA2-384, SHA2-512, Identity (RFC 7427 section 4, RFC 8420). */
    static NotifyPayload signatureHashAlgorithms() {
        byte[] content = new byte[2 * HASH_ALGORITHMS.length];
        for (int i = 0; i < HASH_ALGORITHMS.length; i++) {
            content[2 * i + 1] = (byte) HASH_ALGORITHMS[i];
        }
        return NotifyPayload.of(NotifyType.SIGNATURE_HASH_ALGORITHMS, Octets.owning(content));
    }

    /** What may be used towards us (RFC 9593). */
    static NotifyPayload supportedAuthMethods(AuthAnnouncements methods) {
        return NotifyPayload.of(NotifyType.SUPPORTED_AUTH_METHODS, methods.encode());
    }

    static Optional<AuthAnnouncements> authMethods(IkeMessage message) {
        return message.notify(NotifyType.SUPPORTED_AUTH_METHODS).flatMap(n -> AuthAnnouncements.parse(n.content()));
    }

    /** The hash algorithms that the peer announced; empty if it knows nothing of RFC 7427. */
    static List<Integer> hashAlgorithms(IkeMessage message) {
        List<Integer> algorithms = new ArrayList<>();
        message.notify(NotifyType.SIGNATURE_HASH_ALGORITHMS).ifPresent(notify -> {
            Octets content = notify.content();
            for (int i = 0; i + 1 < content.length(); i += 2) {
                algorithms.add(content.uint16(i));
            }
        });
        return algorithms;
    }
}
