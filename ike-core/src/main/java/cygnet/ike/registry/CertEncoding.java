package cygnet.ike.registry;

/** IKEv2 Certificate Encodings (RFC 7296 section 3.6; RFC 4806, 7670). */
public record CertEncoding(int code) {
    public static final CertEncoding X509_SIGNATURE = new CertEncoding(4);
    public static final CertEncoding CRL = new CertEncoding(7);
    /** Deprecated by RFC 7296; older peers still send it. */
    public static final CertEncoding RAW_RSA_KEY = new CertEncoding(11);

    public static final CertEncoding HASH_AND_URL_OF_X509 = new CertEncoding(12);
    public static final CertEncoding HASH_AND_URL_OF_BUNDLE = new CertEncoding(13);
    public static final CertEncoding OCSP_CONTENT = new CertEncoding(14);
    /** A SubjectPublicKeyInfo (RFC 7670). */
    public static final CertEncoding RAW_PUBLIC_KEY = new CertEncoding(15);

    @Override
    public String toString() {
        return switch (code) {
            case 1 -> "PKCS #7 wrapped X.509 certificate";
            case 2 -> "PGP Certificate";
            case 3 -> "DNS Signed Key";
            case 4 -> "X.509 Certificate - Signature";
            case 6 -> "Kerberos Token";
            case 7 -> "Certificate Revocation List (CRL)";
            case 8 -> "Authority Revocation List (ARL)";
            case 9 -> "SPKI Certificate";
            case 10 -> "X.509 Certificate - Attribute";
            case 11 -> "Raw RSA Key";
            case 12 -> "Hash and URL of X.509 certificate";
            case 13 -> "Hash and URL of X.509 bundle";
            case 14 -> "OCSP Content";
            case 15 -> "Raw Public Key";
            default -> "certificate encoding " + code;
        };
    }
}
