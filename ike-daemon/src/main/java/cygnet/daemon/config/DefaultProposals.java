package cygnet.daemon.config;

import cygnet.crypto.Octets;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import java.util.List;
import java.util.stream.Stream;

/** What is offered where nothing is configured: what all well-kept peers understand, the quick and modern first. */
final class DefaultProposals {
    private static final List<Transform> GCM =
            List.of(Transform.of(TransformId.ENCR_AES_GCM_16, 256), Transform.of(TransformId.ENCR_AES_GCM_16, 128));
    private static final List<Transform> CHACHA = List.of(Transform.of(TransformId.ENCR_CHACHA20_POLY1305));
    private static final List<Transform> CBC =
            List.of(Transform.of(TransformId.ENCR_AES_CBC, 256), Transform.of(TransformId.ENCR_AES_CBC, 128));
    private static final List<Transform> INTEGRITY = all(
            TransformId.INTEG_HMAC_SHA2_256_128,
            TransformId.INTEG_HMAC_SHA2_384_192,
            TransformId.INTEG_HMAC_SHA2_512_256);
    private static final List<Transform> PRF =
            all(TransformId.PRF_HMAC_SHA2_256, TransformId.PRF_HMAC_SHA2_384, TransformId.PRF_HMAC_SHA2_512);
    private static final List<Transform> KE = all(
            TransformId.KE_CURVE25519,
            TransformId.KE_ECP_256,
            TransformId.KE_ECP_384,
            TransformId.KE_MODP_2048,
            TransformId.KE_MODP_3072,
            TransformId.KE_MODP_4096);
    /** An extra that a peer without RFC 9370 never notices: it is offered as well without. */
    private static final List<Transform> ADDITIONAL_KE = Stream.of(TransformId.KE_ML_KEM_768, TransformId.KE_NONE)
            .map(id -> Transform.of(id.as(TransformType.additionalKe(1))))
            .toList();

    private static final List<Transform> SN = all(TransformId.SN_64_BIT, TransformId.SN_32_BIT);

    static final List<Proposal> IKE = List.of(
            proposal(1, ProtocolId.IKE, List.of(GCM, PRF, KE, ADDITIONAL_KE)),
            proposal(2, ProtocolId.IKE, List.of(CHACHA, PRF, KE, ADDITIONAL_KE)),
            proposal(3, ProtocolId.IKE, List.of(CBC, PRF, INTEGRITY, KE, ADDITIONAL_KE)));

    static final List<Proposal> ESP = List.of(
            proposal(1, ProtocolId.ESP, List.of(GCM, SN)),
            proposal(2, ProtocolId.ESP, List.of(CHACHA, SN)),
            proposal(3, ProtocolId.ESP, List.of(CBC, INTEGRITY, SN)));

    static final List<Proposal> AH = List.of(proposal(1, ProtocolId.AH, List.of(INTEGRITY, SN)));

    private DefaultProposals() {}

    private static List<Transform> all(TransformId... ids) {
        return Stream.of(ids).map(Transform::of).toList();
    }

    private static Proposal proposal(int number, ProtocolId protocol, List<List<Transform>> transforms) {
        return new Proposal(
                number,
                protocol,
                Octets.empty(),
                transforms.stream().flatMap(List::stream).toList());
    }
}
