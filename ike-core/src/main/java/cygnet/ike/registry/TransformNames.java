package cygnet.ike.registry;

/** The names of Transform IDs: also of those that we never use, so that a log can say what a peer offered. */
final class TransformNames {
    private static final String UNKNOWN = "";

    private TransformNames() {}

    static String of(TransformType type, int code) {
        boolean additional = type.isAdditionalKe();
        String name = switch (type.code()) {
            case 1 -> encryption(code);
            case 2 -> prf(code);
            case 3 -> integrity(code);
            case 5 -> sequenceNumbers(code);
            default -> type.equals(TransformType.KE) || additional ? keyExchange(code) : UNKNOWN;
        };
        if (name.isEmpty()) {
            return type + " " + code;
        }
        return additional ? type + " " + name : name;
    }

    private static String encryption(int code) {
        return switch (code) {
            case 1 -> "DES_IV64";
            case 2 -> "DES";
            case 3 -> "3DES";
            case 4 -> "RC5";
            case 5 -> "IDEA";
            case 6 -> "CAST";
            case 7 -> "BLOWFISH";
            case 8 -> "3IDEA";
            case 9 -> "DES_IV32";
            case 11 -> "NULL";
            case 12 -> "AES_CBC";
            case 13 -> "AES_CTR";
            case 14 -> "AES_CCM_8";
            case 15 -> "AES_CCM_12";
            case 16 -> "AES_CCM_16";
            case 18 -> "AES_GCM_8";
            case 19 -> "AES_GCM_12";
            case 20 -> "AES_GCM_16";
            case 21 -> "NULL_AUTH_AES_GMAC";
            case 23 -> "CAMELLIA_CBC";
            case 24 -> "CAMELLIA_CTR";
            case 25 -> "CAMELLIA_CCM_8";
            case 26 -> "CAMELLIA_CCM_12";
            case 27 -> "CAMELLIA_CCM_16";
            case 28 -> "CHACHA20_POLY1305";
            case 29 -> "AES_CCM_8_IIV";
            case 30 -> "AES_GCM_16_IIV";
            case 31 -> "CHACHA20_POLY1305_IIV";
            default -> UNKNOWN;
        };
    }

    private static String prf(int code) {
        return switch (code) {
            case 1 -> "PRF_HMAC_MD5";
            case 2 -> "PRF_HMAC_SHA1";
            case 3 -> "PRF_HMAC_TIGER";
            case 4 -> "PRF_AES128_XCBC";
            case 5 -> "PRF_HMAC_SHA2_256";
            case 6 -> "PRF_HMAC_SHA2_384";
            case 7 -> "PRF_HMAC_SHA2_512";
            case 8 -> "PRF_AES128_CMAC";
            default -> UNKNOWN;
        };
    }

    private static String integrity(int code) {
        return switch (code) {
            case 0 -> "NONE";
            case 1 -> "HMAC_MD5_96";
            case 2 -> "HMAC_SHA1_96";
            case 3 -> "DES_MAC";
            case 4 -> "KPDK_MD5";
            case 5 -> "AES_XCBC_96";
            case 6 -> "HMAC_MD5_128";
            case 7 -> "HMAC_SHA1_160";
            case 8 -> "AES_CMAC_96";
            case 9 -> "AES_128_GMAC";
            case 10 -> "AES_192_GMAC";
            case 11 -> "AES_256_GMAC";
            case 12 -> "HMAC_SHA2_256_128";
            case 13 -> "HMAC_SHA2_384_192";
            case 14 -> "HMAC_SHA2_512_256";
            default -> UNKNOWN;
        };
    }

    private static String keyExchange(int code) {
        return switch (code) {
            case 0 -> "NONE";
            case 1 -> "MODP_768";
            case 2 -> "MODP_1024";
            case 5 -> "MODP_1536";
            case 14 -> "MODP_2048";
            case 15 -> "MODP_3072";
            case 16 -> "MODP_4096";
            case 17 -> "MODP_6144";
            case 18 -> "MODP_8192";
            case 19 -> "ECP_256";
            case 20 -> "ECP_384";
            case 21 -> "ECP_521";
            case 22 -> "MODP_1024_160";
            case 23 -> "MODP_2048_224";
            case 24 -> "MODP_2048_256";
            case 25 -> "ECP_192";
            case 26 -> "ECP_224";
            case 27 -> "ECP_224_BP";
            case 28 -> "ECP_256_BP";
            case 29 -> "ECP_384_BP";
            case 30 -> "ECP_512_BP";
            case 31 -> "CURVE_25519";
            case 32 -> "CURVE_448";
            case 35 -> "ML_KEM_512";
            case 36 -> "ML_KEM_768";
            case 37 -> "ML_KEM_1024";
            default -> UNKNOWN;
        };
    }

    private static String sequenceNumbers(int code) {
        return switch (code) {
            case 0 -> "NO_EXT_SEQ";
            case 1 -> "EXT_SEQ";
            case 2 -> "SEQ_UNSPECIFIED";
            default -> UNKNOWN;
        };
    }
}
