package cygnet.crypto.protection;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;

/**
 * Seals and opens the body of Encrypted payloads of one direction of one IKE SA. The body is IV | ciphertext | ICV, the
 * plaintext is the inner payloads; padding is added and removed here.
 *
 * <p>Not thread-safe. An AEAD implementation counts its own IVs (never random: RFC 5282 section 3.1 wants them unique);
 * a CBC one draws them from {@code random} (RFC 7296 section 3.14 wants them unpredictable).
 */
public interface Protection extends AutoCloseable {
    /** Octets of the body that {@link #seal} makes of {@code plaintextLength} octets. */
    int sealedLength(int plaintextLength);

    /** The largest plaintext whose sealed body has at most {@code bodyLength} octets; negative if there is none. */
    int plaintextCapacity(int bodyLength);

    /**
     * Seals {@code plaintext}.
     *
     * @param header everything before the IV: the IKE header to the generic payload header of SK or SKF, with the final
     *     lengths filled in
     * @return IV | ciphertext | ICV, {@link #sealedLength} octets
     */
    Octets seal(Octets header, Octets plaintext, RandomSource random);

    /**
     * Opens a body.
     *
     * @throws CryptoException if the ICV is wrong, or if the length or the padding cannot be
     */
    Octets open(Octets header, Octets body) throws CryptoException;

    /** Wipes the keys. */
    @Override
    void close();
}
