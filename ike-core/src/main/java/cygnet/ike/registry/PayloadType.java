package cygnet.ike.registry;

/** IKEv2 Payload Types (RFC 7296 section 3.2; 53 is RFC 7383). */
public record PayloadType(int code) {
    /** No Next Payload. */
    public static final PayloadType NONE = new PayloadType(0);

    public static final PayloadType SA = new PayloadType(33);
    public static final PayloadType KE = new PayloadType(34);
    public static final PayloadType ID_INITIATOR = new PayloadType(35);
    public static final PayloadType ID_RESPONDER = new PayloadType(36);
    public static final PayloadType CERT = new PayloadType(37);
    public static final PayloadType CERTREQ = new PayloadType(38);
    public static final PayloadType AUTH = new PayloadType(39);
    public static final PayloadType NONCE = new PayloadType(40);
    public static final PayloadType NOTIFY = new PayloadType(41);
    public static final PayloadType DELETE = new PayloadType(42);
    public static final PayloadType VENDOR_ID = new PayloadType(43);
    public static final PayloadType TS_INITIATOR = new PayloadType(44);
    public static final PayloadType TS_RESPONDER = new PayloadType(45);
    public static final PayloadType ENCRYPTED = new PayloadType(46);
    public static final PayloadType CONFIGURATION = new PayloadType(47);
    public static final PayloadType EAP = new PayloadType(48);
    public static final PayloadType ENCRYPTED_FRAGMENT = new PayloadType(53);

    /** Whether RFC 7296 defines it, or RFC 7383, so that its Critical bit does not count (RFC 7296 section 2.5). */
    public boolean isUnderstood() {
        return (code >= SA.code && code <= EAP.code) || code == ENCRYPTED_FRAGMENT.code;
    }

    /** The notation of the RFCs. */
    @Override
    public String toString() {
        return switch (code) {
            case 0 -> "none";
            case 33 -> "SA";
            case 34 -> "KE";
            case 35 -> "IDi";
            case 36 -> "IDr";
            case 37 -> "CERT";
            case 38 -> "CERTREQ";
            case 39 -> "AUTH";
            case 40 -> "Nonce";
            case 41 -> "N";
            case 42 -> "D";
            case 43 -> "V";
            case 44 -> "TSi";
            case 45 -> "TSr";
            case 46 -> "SK";
            case 47 -> "CP";
            case 48 -> "EAP";
            case 49 -> "GSPM";
            case 50 -> "IDg";
            case 51 -> "GSA";
            case 52 -> "KD";
            case 53 -> "SKF";
            case 54 -> "PS";
            default -> "payload type " + code;
        };
    }
}
