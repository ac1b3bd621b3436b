package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.DeletePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * INFORMATIONAL, our side as responder (RFC 7296 section 1.4).
 *
 * <pre>
 *   HDR, SK {[N,] [D,] ..}  --&gt;
 *                           &lt;--  HDR, SK {[D]}
 * </pre>
 */
public final class InformationalResponder {
    /** Errors that end an IKE SA without a Delete (RFC 7296 section 2.21). */
    private static final Set<NotifyType> FATAL = Set.of(
            NotifyType.AUTHENTICATION_FAILED, NotifyType.INVALID_SYNTAX, NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD);

    private final IkeSa sa;
    private final Set<Spi> deletedByUs;
    private final MobilityResponder mobility;

    /** @param deletedByUs inbound SPIs of Child SAs whose Delete by us is under way */
    public InformationalResponder(IkeSa sa, Set<Spi> deletedByUs, MobilityResponder mobility) {
        this.sa = sa;
        this.deletedByUs = deletedByUs;
        this.mobility = mobility;
    }

    public Step onRequest(IkeMessage message) {
        Optional<NotifyPayload> fatal = message.notifies().stream()
                .filter(n -> FATAL.contains(n.notifyType()))
                .findFirst();
        if (fatal.isPresent()) {
            return closed("the peer says " + fatal.get().notifyType());
        }
        List<DeletePayload> deletes = message.all(DeletePayload.class);
        if (deletes.stream().anyMatch(d -> d.protocol().equals(ProtocolId.IKE))) {
            return closed("deleted by the peer");
        }
        List<SaChange> changes = new ArrayList<>();
        Map<IpsecProtocol, List<Spi>> answer = new EnumMap<>(IpsecProtocol.class);
        for (DeletePayload delete : deletes) {
            for (Octets spi : delete.spis()) {
                Optional<ChildSa> known = child(delete, spi);
                if (known.isEmpty() && isPossible(delete, spi)) {
                    changes.add(new SaChange.UnknownDeleted(new Spi(spi.int32(0))));
                }
                known.ifPresent(child -> {
                    // Section 1.4.1: when both delete the same pair, the response does not repeat it.
                    List<Spi> spis = answer.computeIfAbsent(child.protocol(), p -> new ArrayList<>());
                    if (!deletedByUs.contains(child.inboundSpi()) && !spis.contains(child.inboundSpi())) {
                        spis.add(child.inboundSpi());
                        changes.add(new SaChange.ChildRemoved(child.inboundSpi(), "deleted by the peer"));
                    }
                });
            }
        }
        List<Payload> payloads = new ArrayList<>();
        answer.forEach((protocol, spis) -> {
            if (!spis.isEmpty()) {
                payloads.add(DeletePayload.of(protocol, spis));
            }
        });
        doubted(message).map(SaChange.ChildDoubted::new).ifPresent(changes::add);
        MobilityResponder.Answer aboutAddresses = mobility.onRequest(message);
        payloads.addAll(aboutAddresses.payloads());
        changes.addAll(aboutAddresses.changes());
        return new Step.Respond(payloads, changes);
    }

    /** RFC 7296 section 1.5: INVALID_SPI has the SPI of a packet that the peer has no SA for as its data. */
    private Optional<Spi> doubted(IkeMessage message) {
        return message.notify(NotifyType.INVALID_SPI)
                .map(NotifyPayload::content)
                .filter(spi -> spi.length() == 4 && Spi.isValid(spi.int32(0)))
                .flatMap(spi -> sa.childOfPeer(new Spi(spi.int32(0))))
                .map(ChildSa::inboundSpi);
    }

    private Optional<ChildSa> child(DeletePayload delete, Octets spi) {
        return isPossible(delete, spi)
                ? sa.childOfPeer(new Spi(spi.int32(0)))
                        .filter(child -> child.protocol().ikeId().equals(delete.protocol()))
                : Optional.empty();
    }

    private static boolean isPossible(DeletePayload delete, Octets spi) {
        boolean known =
                delete.protocol().equals(ProtocolId.ESP) || delete.protocol().equals(ProtocolId.AH);
        return known && spi.length() == 4 && Spi.isValid(spi.int32(0));
    }

    private static Step closed(String cause) {
        return new Step.Respond(List.of(), List.of(new SaChange.Closed(cause)));
    }
}
