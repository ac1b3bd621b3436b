package cygnet.ike.registry;

import static cygnet.ike.registry.TransformType.ENCR;
import static cygnet.ike.registry.TransformType.INTEG;
import static cygnet.ike.registry.TransformType.KE;
import static cygnet.ike.registry.TransformType.PRF;
import static cygnet.ike.registry.TransformType.SN;

/** A Transform ID of one Transform Type (RFC 7296 section 3.3.2). */
public record TransformId(TransformType type, int code) {
    public static final TransformId ENCR_NULL = new TransformId(ENCR, 11);
    public static final TransformId ENCR_AES_CBC = new TransformId(ENCR, 12);
    public static final TransformId ENCR_AES_CTR = new TransformId(ENCR, 13);
    public static final TransformId ENCR_AES_CCM_8 = new TransformId(ENCR, 14);
    public static final TransformId ENCR_AES_CCM_12 = new TransformId(ENCR, 15);
    public static final TransformId ENCR_AES_CCM_16 = new TransformId(ENCR, 16);
    public static final TransformId ENCR_AES_GCM_16 = new TransformId(ENCR, 20);
    public static final TransformId ENCR_CHACHA20_POLY1305 = new TransformId(ENCR, 28);

    public static final TransformId PRF_AES128_XCBC = new TransformId(PRF, 4);
    public static final TransformId PRF_AES128_CMAC = new TransformId(PRF, 8);
    public static final TransformId PRF_HMAC_SHA2_256 = new TransformId(PRF, 5);
    public static final TransformId PRF_HMAC_SHA2_384 = new TransformId(PRF, 6);
    public static final TransformId PRF_HMAC_SHA2_512 = new TransformId(PRF, 7);

    public static final TransformId INTEG_NONE = new TransformId(INTEG, 0);
    public static final TransformId INTEG_AES_XCBC_96 = new TransformId(INTEG, 5);
    public static final TransformId INTEG_AES_CMAC_96 = new TransformId(INTEG, 8);
    public static final TransformId INTEG_HMAC_SHA2_256_128 = new TransformId(INTEG, 12);
    public static final TransformId INTEG_HMAC_SHA2_384_192 = new TransformId(INTEG, 13);
    public static final TransformId INTEG_HMAC_SHA2_512_256 = new TransformId(INTEG, 14);

    public static final TransformId KE_NONE = new TransformId(KE, 0);
    public static final TransformId KE_MODP_2048 = new TransformId(KE, 14);
    public static final TransformId KE_MODP_3072 = new TransformId(KE, 15);
    public static final TransformId KE_MODP_4096 = new TransformId(KE, 16);
    public static final TransformId KE_MODP_6144 = new TransformId(KE, 17);
    public static final TransformId KE_MODP_8192 = new TransformId(KE, 18);
    public static final TransformId KE_ECP_256 = new TransformId(KE, 19);
    public static final TransformId KE_ECP_384 = new TransformId(KE, 20);
    public static final TransformId KE_ECP_521 = new TransformId(KE, 21);
    public static final TransformId KE_CURVE25519 = new TransformId(KE, 31);
    public static final TransformId KE_CURVE448 = new TransformId(KE, 32);
    public static final TransformId KE_ML_KEM_512 = new TransformId(KE, 35);
    public static final TransformId KE_ML_KEM_768 = new TransformId(KE, 36);
    public static final TransformId KE_ML_KEM_1024 = new TransformId(KE, 37);

    /** 32-bit sequential sequence numbers: no ESN. */
    public static final TransformId SN_32_BIT = new TransformId(SN, 0);
    /** Partially transmitted 64-bit sequence numbers: ESN. */
    public static final TransformId SN_64_BIT = new TransformId(SN, 1);

    /**
     * Whether this is an encryption algorithm with integrity of its own: then there is no INTEG transform, or that is NONE
     * (RFC 7296 section 3.3.3, RFC 5282).
     */
    public boolean isAead() {
        return type.equals(ENCR)
                && switch (code) {
                    case 14, 15, 16, 18, 19, 20, 21, 25, 26, 27, 28, 29, 30, 31 -> true;
                    default -> false;
                };
    }

    /** The same method as a key exchange of another type: KE for a KE payload, ADDKE1 and so on for a proposal. */
    public TransformId as(TransformType keyExchangeType) {
        return new TransformId(keyExchangeType, code);
    }

    /** The registry's name, without the prefix that repeats the type, or type and number. */
    @Override
    public String toString() {
        return TransformNames.of(type, code);
    }
}
