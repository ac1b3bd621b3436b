package cygnet.ike.registry;

/** IKEv2 Exchange Types (RFC 7296 section 3.1; RFC 5723, 9242, 9370). */
public record ExchangeType(int code) {
    public static final ExchangeType IKE_SA_INIT = new ExchangeType(34);
    public static final ExchangeType IKE_AUTH = new ExchangeType(35);
    public static final ExchangeType CREATE_CHILD_SA = new ExchangeType(36);
    public static final ExchangeType INFORMATIONAL = new ExchangeType(37);
    public static final ExchangeType IKE_SESSION_RESUME = new ExchangeType(38);
    public static final ExchangeType IKE_INTERMEDIATE = new ExchangeType(43);
    public static final ExchangeType IKE_FOLLOWUP_KE = new ExchangeType(44);

    @Override
    public String toString() {
        return switch (code) {
            case 34 -> "IKE_SA_INIT";
            case 35 -> "IKE_AUTH";
            case 36 -> "CREATE_CHILD_SA";
            case 37 -> "INFORMATIONAL";
            case 38 -> "IKE_SESSION_RESUME";
            case 39 -> "GSA_AUTH";
            case 40 -> "GSA_REGISTRATION";
            case 41 -> "GSA_REKEY";
            case 42 -> "GSA_INBAND_REKEY";
            case 43 -> "IKE_INTERMEDIATE";
            case 44 -> "IKE_FOLLOWUP_KE";
            default -> "exchange type " + code;
        };
    }
}
