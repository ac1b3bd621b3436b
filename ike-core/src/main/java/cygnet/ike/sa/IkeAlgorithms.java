package cygnet.ike.sa;

import cygnet.crypto.kex.KeyExchangeMethod;
import cygnet.crypto.prf.PrfAlgorithm;
import cygnet.crypto.protection.IntegrityAlgorithm;
import cygnet.crypto.protection.ProtectionAlgorithm;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The algorithms of one IKE SA.
 *
 * @param proposal the answer that names them: one transform of each type
 * @param additional the additional key exchanges in their order, none of them NONE, as transforms of type KE (RFC 9370)
 */
public record IkeAlgorithms(
        Proposal proposal,
        ProtectionAlgorithm protection,
        PrfAlgorithm prf,
        KeyExchangeMethod keyExchange,
        List<TransformId> additional) {
    private static final Map<TransformId, PrfAlgorithm> PRFS = Map.of(
            TransformId.PRF_HMAC_SHA2_256, PrfAlgorithm.HMAC_SHA2_256,
            TransformId.PRF_HMAC_SHA2_384, PrfAlgorithm.HMAC_SHA2_384,
            TransformId.PRF_HMAC_SHA2_512, PrfAlgorithm.HMAC_SHA2_512,
            TransformId.PRF_AES128_XCBC, PrfAlgorithm.AES128_XCBC,
            TransformId.PRF_AES128_CMAC, PrfAlgorithm.AES128_CMAC);
    private static final Map<TransformId, IntegrityAlgorithm> INTEGRITY = Map.of(
            TransformId.INTEG_HMAC_SHA2_256_128, IntegrityAlgorithm.HMAC_SHA2_256_128,
            TransformId.INTEG_HMAC_SHA2_384_192, IntegrityAlgorithm.HMAC_SHA2_384_192,
            TransformId.INTEG_HMAC_SHA2_512_256, IntegrityAlgorithm.HMAC_SHA2_512_256,
            TransformId.INTEG_AES_XCBC_96, IntegrityAlgorithm.AES_XCBC_96,
            TransformId.INTEG_AES_CMAC_96, IntegrityAlgorithm.AES_CMAC_96);
    private static final Map<TransformId, KeyExchangeMethod> KEY_EXCHANGES = Map.ofEntries(
            Map.entry(TransformId.KE_MODP_2048, KeyExchangeMethod.MODP_2048),
            Map.entry(TransformId.KE_MODP_3072, KeyExchangeMethod.MODP_3072),
            Map.entry(TransformId.KE_MODP_4096, KeyExchangeMethod.MODP_4096),
            Map.entry(TransformId.KE_MODP_6144, KeyExchangeMethod.MODP_6144),
            Map.entry(TransformId.KE_MODP_8192, KeyExchangeMethod.MODP_8192),
            Map.entry(TransformId.KE_ECP_256, KeyExchangeMethod.ECP_256),
            Map.entry(TransformId.KE_ECP_384, KeyExchangeMethod.ECP_384),
            Map.entry(TransformId.KE_ECP_521, KeyExchangeMethod.ECP_521),
            Map.entry(TransformId.KE_CURVE25519, KeyExchangeMethod.CURVE25519),
            Map.entry(TransformId.KE_CURVE448, KeyExchangeMethod.CURVE448),
            Map.entry(TransformId.KE_ML_KEM_512, KeyExchangeMethod.ML_KEM_512),
            Map.entry(TransformId.KE_ML_KEM_768, KeyExchangeMethod.ML_KEM_768),
            Map.entry(TransformId.KE_ML_KEM_1024, KeyExchangeMethod.ML_KEM_1024));

    public IkeAlgorithms {
        additional = List.copyOf(additional);
    }

    /** The algorithms that an answer names; empty if it leaves one out or names one that we cannot run. */
    public static Optional<IkeAlgorithms> of(Proposal answer) {
        Optional<PrfAlgorithm> prf = answer.transform(TransformType.PRF).map(t -> PRFS.get(t.id()));
        Optional<KeyExchangeMethod> method = answer.transform(TransformType.KE)
                .flatMap(t -> keyExchange(t.id()))
                // Our IKE_SA_INIT response is on its way before the shared secret is computed, and fits one datagram.
                .filter(m -> !m.isKem());
        Optional<ProtectionAlgorithm> protection = protection(answer);
        Optional<List<TransformId>> additional = additional(answer);
        if (prf.isEmpty() || method.isEmpty() || protection.isEmpty() || additional.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new IkeAlgorithms(answer, protection.get(), prf.get(), method.get(), additional.get()));
    }

    /**
     * The additional key exchanges that an answer names, in their order, none of them NONE, as transforms of type KE: of an
     * IKE SA or of a Child SA. Empty if they are not possible: we cannot run one of them, a method comes twice, or there is
     * none that they are additional to (RFC 9370 section 2.2.1).
     */
    public static Optional<List<TransformId>> additional(Proposal answer) {
        List<TransformId> additional = answer.transforms().stream()
                .filter(t -> t.type().isAdditionalKe())
                .sorted(Comparator.comparing(t -> t.type().code()))
                .map(t -> t.id().as(TransformType.KE))
                .filter(id -> !id.equals(TransformId.KE_NONE))
                .toList();
        return Optional.of(additional).filter(a -> a.isEmpty() || isPossible(answer, a));
    }

    private static boolean isPossible(Proposal answer, List<TransformId> additional) {
        Set<TransformId> different = new HashSet<>(additional);
        answer.transform(TransformType.KE)
                .map(Transform::id)
                .filter(id -> !id.equals(TransformId.KE_NONE))
                .ifPresent(different::add);
        return different.size() == additional.size() + 1
                && KEY_EXCHANGES.keySet().containsAll(additional);
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
        int keyBits = cipher.get().keyBits();
        Optional<IntegrityAlgorithm> integrity =
                answer.transform(TransformType.INTEG).map(t -> INTEGRITY.get(t.id()));
        return switch (cipher.get().id().code()) {
            case 12 -> integrity.map(mac -> ProtectionAlgorithm.aesCbc(keyBits, mac));
            case 13 -> integrity.map(mac -> ProtectionAlgorithm.aesCtr(keyBits, mac));
            case 14 -> Optional.of(ProtectionAlgorithm.aesCcm(keyBits, 8));
            case 15 -> Optional.of(ProtectionAlgorithm.aesCcm(keyBits, 12));
            case 16 -> Optional.of(ProtectionAlgorithm.aesCcm(keyBits, 16));
            case 20 -> Optional.of(ProtectionAlgorithm.aesGcm16(keyBits));
            case 28 -> Optional.of(ProtectionAlgorithm.chaCha20Poly1305());
            default -> Optional.empty();
        };
    }
}
