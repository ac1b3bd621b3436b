package cygnet.ike.simulation;

import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import java.util.ArrayList;
import java.util.List;

/** Proposals for tests. */
public final class Algorithms {
    public static final Transform GCM = Transform.of(TransformId.ENCR_AES_GCM_16, 256);
    public static final Transform CBC = Transform.of(TransformId.ENCR_AES_CBC, 256);
    public static final Transform CHACHA = Transform.of(TransformId.ENCR_CHACHA20_POLY1305);
    public static final Transform SHA256_MAC = Transform.of(TransformId.INTEG_HMAC_SHA2_256_128);
    public static final Transform SHA512_MAC = Transform.of(TransformId.INTEG_HMAC_SHA2_512_256);
    public static final Transform PRF256 = Transform.of(TransformId.PRF_HMAC_SHA2_256);
    public static final Transform PRF512 = Transform.of(TransformId.PRF_HMAC_SHA2_512);
    public static final Transform ESN = Transform.of(TransformId.SN_64_BIT);
    public static final Transform NO_ESN = Transform.of(TransformId.SN_32_BIT);

    private Algorithms() {}

    /** AES-GCM with these key exchange methods, best first. */
    public static Proposal ike(TransformId... groups) {
        List<Transform> transforms = new ArrayList<>(List.of(GCM, PRF256));
        for (TransformId group : groups) {
            transforms.add(Transform.of(group));
        }
        return Proposal.of(ProtocolId.IKE, transforms.toArray(Transform[]::new));
    }

    /** As many as a real initiator offers: the response has room for more than what the request has. */
    public static Proposal[] many() {
        return new Proposal[] {
            ike(TransformId.KE_CURVE25519),
            ike(TransformId.KE_CURVE25519, TransformId.KE_ECP_256),
            ike(TransformId.KE_CURVE25519, TransformId.KE_ECP_384),
            ike(TransformId.KE_CURVE25519, TransformId.KE_MODP_2048),
            ike(TransformId.KE_CURVE25519, TransformId.KE_MODP_3072),
            ike(TransformId.KE_CURVE25519, TransformId.KE_MODP_4096)
        };
    }

    /** The same with additional key exchanges (RFC 9370), each by its number: the methods of ADDKE1, of ADDKE2, ... */
    @SafeVarargs
    public static Proposal hybrid(TransformId group, List<TransformId>... additional) {
        return with(ike(group), additional);
    }

    /** AES-GCM for a Child SA with a key exchange of its own, and additional ones. */
    @SafeVarargs
    public static Proposal hybridEsp(TransformId group, List<TransformId>... additional) {
        return with(esp(GCM, NO_ESN, Transform.of(group)), additional);
    }

    @SafeVarargs
    private static Proposal with(Proposal classic, List<TransformId>... additional) {
        List<Transform> transforms = new ArrayList<>(classic.transforms());
        for (int i = 0; i < additional.length; i++) {
            for (TransformId method : additional[i]) {
                transforms.add(Transform.of(method.as(TransformType.additionalKe(i + 1))));
            }
        }
        return Proposal.of(classic.protocol(), transforms.toArray(Transform[]::new));
    }

    public static Proposal esp(Transform... transforms) {
        return Proposal.of(ProtocolId.ESP, transforms);
    }
}
