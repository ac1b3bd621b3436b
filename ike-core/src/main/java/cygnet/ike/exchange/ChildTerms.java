package cygnet.ike.exchange;

import cygnet.ike.ipsec.ChildAlgorithms;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.ike.sa.IkeAlgorithms;
import cygnet.ike.sa.IkeSa;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What two peers agreed on for a Child SA.
 *
 * @param chosen the answer's proposal: one transform of each type
 * @param ownSpi inbound here
 * @param peerSpi inbound there
 * @param weInitiated we sent the request that made it: decides which keys are whose
 */
record ChildTerms(
        ChildConfig config,
        Proposal chosen,
        Spi ownSpi,
        Spi peerSpi,
        List<TrafficSelector> local,
        List<TrafficSelector> remote,
        Mode mode,
        boolean weInitiated) {
    private static final int CHACHA20_KEY_BITS = 256;

    ChildTerms {
        local = List.copyOf(local);
        remote = List.copyOf(remote);
    }

    ChildAlgorithms algorithms() {
        // AH has no cipher (RFC 7296 section 3.3.3), which is as good as NULL.
        Transform cipher = chosen.transform(TransformType.ENCR).orElseGet(() -> Transform.of(TransformId.ENCR_NULL));
        TransformId integrity =
                chosen.transform(TransformType.INTEG).map(Transform::id).orElse(TransformId.INTEG_NONE);
        boolean esn = chosen.transform(TransformType.SN)
                .map(Transform::id)
                .filter(TransformId.SN_64_BIT::equals)
                .isPresent();
        int keyBits = cipher.id().equals(TransformId.ENCR_CHACHA20_POLY1305) ? CHACHA20_KEY_BITS : cipher.keyBits();
        return new ChildAlgorithms(cipher.id(), keyBits, integrity, esn);
    }

    /** Our side's selectors of a configuration, for this IKE SA. */
    static List<TrafficSelector> localSelectors(ChildConfig config, IkeSa sa) {
        return config.localSelectors().isEmpty()
                ? List.of(TrafficSelector.host(sa.local().address()))
                : config.localSelectors();
    }

    /** The peer's side's selectors of a configuration, for this IKE SA. */
    static List<TrafficSelector> remoteSelectors(ChildConfig config, IkeSa sa) {
        return config.remoteSelectors().isEmpty()
                ? List.of(TrafficSelector.host(sa.remote().address()))
                : config.remoteSelectors();
    }

    /** The proposals of a configuration with our SPI; without key exchanges in IKE_AUTH. */
    static List<Proposal> offer(ChildConfig config, Spi spi, boolean withKeyExchange) {
        List<Proposal> kept = withKeyExchange
                ? AdditionalKeyExchanges.offer(config.proposals())
                : withoutKeyExchange(config.proposals());
        return numbered(kept.stream().map(p -> p.withSpi(spi.octets())).toList());
    }

    /** What counts in IKE_AUTH: no KE (RFC 7296 section 1.2), and so none that is additional to it. */
    static List<Proposal> withoutKeyExchange(List<Proposal> proposals) {
        return proposals.stream()
                .map(p -> p.without(TransformType.KE).withoutAdditionalKe())
                .distinct()
                .toList();
    }

    /** The key exchange of the Child SA's own; empty without PFS. */
    Optional<TransformId> keyExchange() {
        return chosen.transform(TransformType.KE).map(Transform::id).filter(id -> !id.equals(TransformId.KE_NONE));
    }

    /** Those that are to follow it (RFC 9370 section 2.2.4); empty if they are not possible. */
    Optional<List<TransformId>> additionalKeyExchanges() {
        return IkeAlgorithms.additional(chosen);
    }

    /** Numbers proposals from 1 (RFC 7296 section 3.3.1). */
    static List<Proposal> numbered(List<Proposal> proposals) {
        return IntStream.range(0, proposals.size())
                .mapToObj(i -> proposals.get(i).withNumber(i + 1))
                .toList();
    }

    IpsecProtocol protocol() {
        return config.protocol();
    }
}
