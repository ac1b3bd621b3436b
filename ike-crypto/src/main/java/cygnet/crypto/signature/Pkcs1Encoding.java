package cygnet.crypto.signature;

import cygnet.crypto.Hash;
import cygnet.crypto.Octets;
import java.util.Arrays;

/** EMSA-PKCS1-v1_5 (RFC 8017 section 9.2). */
final class Pkcs1Encoding {
    private static final int OCTET_STRING = 0x04;

    private Pkcs1Encoding() {}

    /** 0x00 0x01 0xff... 0x00 DigestInfo, {@code length} octets in all. */
    static Octets encode(Hash hash, Octets message, int length) {
        Octets digestInfo = SignatureAlgorithmIdentifiers.sequence(
                SignatureAlgorithmIdentifiers.hash(hash),
                SignatureAlgorithmIdentifiers.tagged(OCTET_STRING, hash.digest(message)));
        byte[] encoded = new byte[length];
        Arrays.fill(encoded, (byte) 0xff);
        int digestInfoAt = length - digestInfo.length();
        encoded[0] = 0;
        encoded[1] = 1;
        encoded[digestInfoAt - 1] = 0;
        digestInfo.copyTo(encoded, digestInfoAt);
        return Octets.owning(encoded);
    }
}
