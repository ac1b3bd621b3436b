package cygnet.ike.registry;

/** Identification Types (RFC 7296 section 3.5, RFC 7619). */
public record IdType(int code) {
    public static final IdType IPV4_ADDR = new IdType(1);
    public static final IdType FQDN = new IdType(2);
    public static final IdType RFC822_ADDR = new IdType(3);
    public static final IdType IPV6_ADDR = new IdType(5);
    public static final IdType DER_ASN1_DN = new IdType(9);
    public static final IdType DER_ASN1_GN = new IdType(10);
    public static final IdType KEY_ID = new IdType(11);
    public static final IdType NULL = new IdType(13);

    @Override
    public String toString() {
        return switch (code) {
            case 1 -> "IPV4_ADDR";
            case 2 -> "FQDN";
            case 3 -> "RFC822_ADDR";
            case 5 -> "IPV6_ADDR";
            case 9 -> "DER_ASN1_DN";
            case 10 -> "DER_ASN1_GN";
            case 11 -> "KEY_ID";
            case 13 -> "NULL";
            default -> "ID type " + code;
        };
    }
}
