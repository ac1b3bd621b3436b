package cygnet.ike.registry;

/** Transform Type Values (RFC 7296 section 3.3.2; type 5 renamed by RFC 9827; types 6 to 12 are RFC 9370's ADDKE). */
public record TransformType(int code) {
    public static final TransformType ENCR = new TransformType(1);
    public static final TransformType PRF = new TransformType(2);
    public static final TransformType INTEG = new TransformType(3);
    public static final TransformType KE = new TransformType(4);
    public static final TransformType SN = new TransformType(5);

    private static final int FIRST_ADDITIONAL_KE = 6;
    private static final int LAST_ADDITIONAL_KE = 12;

    /** ADDKE1 to ADDKE7 (RFC 9370 section 2.2.1); {@code number} is 1 to 7. */
    public static TransformType additionalKe(int number) {
        TransformType type = new TransformType(FIRST_ADDITIONAL_KE + number - 1);
        if (!type.isAdditionalKe()) {
            throw new IllegalArgumentException("ADDKE" + number);
        }
        return type;
    }

    /** Whether this is one of ADDKE1 to ADDKE7, whose Transform IDs are those of KE. */
    public boolean isAdditionalKe() {
        return code >= FIRST_ADDITIONAL_KE && code <= LAST_ADDITIONAL_KE;
    }

    @Override
    public String toString() {
        return switch (code) {
            case 1 -> "ENCR";
            case 2 -> "PRF";
            case 3 -> "INTEG";
            case 4 -> "KE";
            case 5 -> "SN";
            case 6, 7, 8, 9, 10, 11, 12 -> "ADDKE" + (code - 5);
            default -> "transform type " + code;
        };
    }
}
