package cygnet.ike.sa;

import cygnet.crypto.kex.KeyExchangeMethod;
import cygnet.crypto.prf.PrfAlgorithm;
import cygnet.crypto.protection.IntegrityAlgorithm;
import cygnet.crypto.protection.ProtectionAlgorithm;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import java.util.Map;
import java.util.Optional;

/**
 * The algorithms of one IKE SA.
 *
 * @param proposal the answer that names them: one transform of each type
 */
public record IkeAlgorithms(
        Proposal proposal, ProtectionAlgorithm protection, PrfAlgorithm prf, KeyExchangeMethod keyExchange) {
    private static final Map<TransformId, PrfAlgorithm> PRFS = Map.of(
            TransformId.PRF_HMAC_SHA2_256, PrfAlgorithm.HMAC_SHA2_256,
            TransformId.PRF_HMAC_SHA2_384, PrfAlgorithm.HMAC_SHA2_384,
            TransformId.PRF_HMAC_SHA2_512, PrfAlgorithm.HMAC_SHA2_512);
    private static final Map<TransformId, IntegrityAlgorithm> INTEGRITY = Map.of(
            TransformId.INTEG_HMAC_SHA2_256_128, IntegrityAlgorithm.HMAC_SHA2_256_128,
            TransformId.INTEG_HMAC_SHA2_384_192, IntegrityAlgorithm.HMAC_SHA2_384_192,
            TransformId.INTEG_HMAC_SHA2_512_256, IntegrityAlgorithm.HMAC_SHA2_512_256);
    private static final Map<TransformId, KeyExchangeMethod> KEY_EXCHANGES = Map.of(
            TransformId.KE_MODP_2048, KeyExchangeMethod.MODP_2048,
            TransformId.KE_MODP_3072, KeyExchangeMethod.MODP_3072,
            TransformId.KE_MODP_4096, KeyExchangeMethod.MODP_4096,
            TransformId.KE_MODP_6144, KeyExchangeMethod.MODP_6144,
            TransformId.KE_MODP_8192, KeyExchangeMethod.MODP_8192,
            TransformId.KE_ECP_256, KeyExchangeMethod.ECP_256,
            TransformId.KE_ECP_384, KeyExchangeMethod.ECP_384,
            TransformId.KE_ECP_521, KeyExchangeMethod.ECP_521,
            TransformId.KE_CURVE25519, KeyExchangeMethod.CURVE25519,
            TransformId.KE_CURVE448, KeyExchangeMethod.CURVE448);

    /** The algorithms that an answer names; empty if it leaves one out or names one that we cannot run. */
    public static Optional<IkeAlgorithms> of(Proposal answer) {
        Optional<PrfAlgorithm> prf = answer.transform(TransformType.PRF).map(t -> PRFS.get(t.id()));
        Optional<KeyExchangeMethod> method = answer.transform(TransformType.KE).flatMap(t -> keyExchange(t.id()));
        Optional<ProtectionAlgorithm> protection = protection(answer);
        if (prf.isEmpty() || method.isEmpty() || protection.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new IkeAlgorithms(answer, protection.get(), prf.get(), method.get()));
    }

    /** The key exchange method of a transform, if we can run it. */
    public static Optional<KeyExchangeMethod> keyExchange(TransformId id) {
        return Optional.ofNullable(KEY_EXCHANGES.get(id));
    }

    private static Optional<ProtectionAlgorithm> protection(Proposal answer) {
        Optional<Transform> cipher = answer.transform(TransformType.ENCR);
        if (cipher.isEmpty()) {
            return Optional.empty();
        }
        TransformId id = cipher.get().id();
        int keyBits = cipher.get().keyBits();
        if (id.equals(TransformId.ENCR_AES_GCM_16)) {
            return Optional.of(ProtectionAlgorithm.aesGcm16(keyBits));
        }
        if (id.equals(TransformId.ENCR_CHACHA20_POLY1305)) {
            return Optional.of(ProtectionAlgorithm.chaCha20Poly1305());
        }
        if (id.equals(TransformId.ENCR_AES_CBC)) {
            return answer.transform(TransformType.INTEG)
                    .map(t -> INTEGRITY.get(t.id()))
                    .map(integrity -> ProtectionAlgorithm.aesCbc(keyBits, integrity));
        }
        return Optional.empty();
    }
}
