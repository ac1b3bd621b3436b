package cygnet.crypto;

import java.security.MessageDigest;

/** Hash functions (FIPS 180-4). SHA-1 is here for NAT detection (RFC 7296 section 2.23) and authentication method 1. */
public enum Hash {
    SHA1("SHA-1", 20),
    SHA2_256("SHA-256", 32),
    SHA2_384("SHA-384", 48),
    SHA2_512("SHA-512", 64);

    private final String jcaName;
    private final int length;

    Hash(String jcaName, int length) {
        this.jcaName = jcaName;
        this.length = length;
    }

    /** The name in the JCA, which is FIPS 180-4's. */
    public String jcaName() {
        return jcaName;
    }

    /** Octets of a digest. */
    public int length() {
        return length;
    }

    /** The digest of {@code parts[0] | parts[1] | ...}. */
    public Octets digest(Octets... parts) {
        MessageDigest digest = Providers.digest(jcaName);
        for (Octets part : parts) {
            digest.update(part.asByteBuffer());
        }
        return Octets.owning(digest.digest());
    }

    /** SHA-1 of {@code parts[0] | parts[1] | ...}, 20 octets. */
    public static Octets sha1(Octets... parts) {
        return SHA1.digest(parts);
    }

    /** SHA-256 of {@code parts[0] | parts[1] | ...}, 32 octets. */
    public static Octets sha256(Octets... parts) {
        return SHA2_256.digest(parts);
    }
}
