package cygnet.crypto.prf;

import cygnet.crypto.Octets;
import cygnet.crypto.Providers;
import cygnet.crypto.Secret;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.Mac;

/** Pseudorandom functions of IKEv2 (RFC 7296 section 2.13, RFC 4868, RFC 4434, RFC 4615). */
public enum PrfAlgorithm {
    HMAC_SHA2_256("HmacSHA256", 32),
    HMAC_SHA2_384("HmacSHA384", 48),
    HMAC_SHA2_512("HmacSHA512", 64),
    AES128_XCBC("AES-XCBC-MAC", 16),
    AES128_CMAC("AES-CMAC", 16);

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

    /**
     * Whether the function is made for keys of one length: then of each nonce only half that many octets go into the key of
     * SKEYSEED (RFC 7296 section 2.14).
     */
    public boolean hasFixedKeyLength() {
        return this == AES128_XCBC || this == AES128_CMAC;
    }

    private Mac keyed(Secret key) {
        return switch (this) {
            // The JCA refuses an empty key. HMAC pads keys with zeros, so one zero octet is the same key (RFC 2104
            // section 2).
            case HMAC_SHA2_256, HMAC_SHA2_384, HMAC_SHA2_512 ->
                keyedWith(key.length() == 0 ? Secret.owning(new byte[1]) : key);
            case AES128_XCBC -> keyedWith(key.length() <= outputLength ? padded(key) : condensed(key));
            case AES128_CMAC -> keyedWith(key.length() == outputLength ? key : condensed(key));
        };
    }

    /** RFC 4434 section 2: short keys are padded with zeros. */
    private Secret padded(Secret key) {
        byte[] octets = key.copy();
        Secret padded = Secret.owning(Arrays.copyOf(octets, outputLength));
        Arrays.fill(octets, (byte) 0);
        return padded;
    }

    /** RFC 4434 section 2, RFC 4615 section 3: the key is the MAC, under a key of zeros, of what was given. */
    private Secret condensed(Secret key) {
        Mac mac = keyedWith(Secret.owning(new byte[outputLength]));
        byte[] octets = key.copy();
        mac.update(octets);
        Arrays.fill(octets, (byte) 0);
        return Secret.owning(mac.doFinal());
    }

    private Mac keyedWith(Secret key) {
        Mac mac = Providers.mac(jcaName);
        try {
            mac.init(key.asKey(jcaName));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(jcaName + " refuses a key of " + key.length() + " octets", e);
        }
        return mac;
    }
}
