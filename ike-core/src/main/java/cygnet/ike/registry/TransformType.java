package cygnet.ike.registry;

/** Transform Type Values (RFC 7296 section 3.3.2; type 5 renamed by RFC 9827; types 6 to 12 are RFC 9370's ADDKE). */
public record TransformType(int code) {
    public static final TransformType ENCR = new TransformType(1);
    public static final TransformType PRF = new TransformType(2);
    public static final TransformType INTEG = new TransformType(3);
    public static final TransformType KE = new TransformType(4);
    public static final TransformType SN = new TransformType(5);

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
