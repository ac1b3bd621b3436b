package cygnet.crypto.prf;

import cygnet.crypto.Octets;
import cygnet.crypto.Providers;
import cygnet.crypto.Secret;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.Mac;

/** Pseudorandom functions of IKEv2 (RFC 7296 section 2.13, RFC 4868). */
public enum PrfAlgorithm {
    HMAC_SHA2_256("HmacSHA256", 32),
    HMAC_SHA2_384("HmacSHA384", 48),
    HMAC_SHA2_512("HmacSHA512", 64);

    private static final int MAX_BLOCKS = 255;

    private final String jcaName;
    private final int outputLength;

    PrfAlgorithm(String jcaName, int outputLength) {
        this.jcaName = jcaName;
        this.outputLength = outputLength;
    }

    /** Octets of one output, which is the preferred key length as well. */
    public int outputLength() {
        return outputLength;
    }

    /** prf(key, parts[0] | parts[1] | ...). A key of any length is good, the empty one as well. */
    public Secret compute(Secret key, Octets... parts) {
        Mac mac = keyed(key);
        for (Octets part : parts) {
            mac.update(part.asByteBuffer());
        }
        return Secret.owning(mac.doFinal());
    }

    /**
     * prf+(key, seed) cut to {@code length} octets (RFC 7296 section 2.13): T1 | T2 | ... with T1 = prf(K, S | 0x01) and
     * Tn = prf(K, Tn-1 | S | n).
     *
     * @param length 0 to 255 outputs: the block number is one octet
     */
    public Secret expand(Secret key, Octets seed, int length) {
        if (length < 0 || length > MAX_BLOCKS * outputLength) {
            throw new IllegalArgumentException("prf+ makes 0 to " + MAX_BLOCKS * outputLength + " octets: " + length);
        }
        Mac mac = keyed(key);
        byte[] output = new byte[length];
        byte[] block = new byte[0];
        int done = 0;
        for (int number = 1; done < length; number++) {
            mac.update(block);
            mac.update(seed.asByteBuffer());
            mac.update((byte) number);
            Arrays.fill(block, (byte) 0);
            block = mac.doFinal();
            int taken = Math.min(outputLength, length - done);
            System.arraycopy(block, 0, output, done, taken);
            done += taken;
        }
        Arrays.fill(block, (byte) 0);
        return Secret.owning(output);
    }

    private Mac keyed(Secret key) {
        Mac mac = Providers.mac(jcaName);
        // The JCA refuses an empty key. HMAC pads keys with zeros, so one zero octet is the same key (RFC 2104 section
        // 2).
        Secret usable = key.length() == 0 ? Secret.owning(new byte[1]) : key;
        try {
            mac.init(usable.asKey(jcaName));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(jcaName + " refuses a key of " + key.length() + " octets", e);
        }
        return mac;
    }
}
