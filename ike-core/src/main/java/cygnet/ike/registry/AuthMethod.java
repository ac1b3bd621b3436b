package cygnet.ike.registry;

/** IKEv2 Authentication Methods (RFC 7296 section 3.8; RFC 4754, 6467, 7427, 7619). */
public record AuthMethod(int code) {
    public static final AuthMethod RSA_SIGNATURE = new AuthMethod(1);
    public static final AuthMethod SHARED_KEY_MIC = new AuthMethod(2);
    public static final AuthMethod DSS_SIGNATURE = new AuthMethod(3);
    public static final AuthMethod ECDSA_256 = new AuthMethod(9);
    public static final AuthMethod ECDSA_384 = new AuthMethod(10);
    public static final AuthMethod ECDSA_521 = new AuthMethod(11);
    public static final AuthMethod NULL = new AuthMethod(13);
    public static final AuthMethod DIGITAL_SIGNATURE = new AuthMethod(14);

    @Override
    public String toString() {
        return switch (code) {
            case 1 -> "RSA Digital Signature";
            case 2 -> "Shared Key Message Integrity Code";
            case 3 -> "DSS Digital Signature";
            case 9 -> "ECDSA with SHA-256 on the P-256 curve";
            case 10 -> "ECDSA with SHA-384 on the P-384 curve";
            case 11 -> "ECDSA with SHA-512 on the P-521 curve";
            case 12 -> "Generic Secure Password Authentication Method";
            case 13 -> "NULL Authentication";
            case 14 -> "Digital Signature";
            default -> "authentication method " + code;
        };
    }
}
