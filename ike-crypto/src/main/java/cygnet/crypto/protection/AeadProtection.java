package cygnet.crypto.protection;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;

/**
 * AEAD protection of one direction (RFC 5282 section 3): the nonce is salt | IV, the IV a counter, and the plaintext ends
 * with the octet Pad Length.
 */
final class AeadProtection implements Protection {
    private final int icvLength;
    private final Secret key;
    private final Secret salt;
    private final AeadCipher cipher;
    private long nextIv;

    AeadProtection(AeadAlgorithm algorithm, Secret key, Secret salt, long firstIv) {
        this.icvLength = algorithm.icvLength();
        this.key = key;
        this.salt = salt;
        this.cipher = algorithm.cipher().get();
        this.nextIv = firstIv;
    }

    /** IV, Pad Length and ICV. */
    private int overhead() {
        return AeadAlgorithm.IV_LENGTH + 1 + icvLength;
    }

    @Override
    public int sealedLength(int plaintextLength) {
        return plaintextLength + overhead();
    }

    @Override
    public int plaintextCapacity(int bodyLength) {
        return bodyLength - overhead();
    }

    @Override
    public Octets seal(Octets header, Octets plaintext, RandomSource random) {
        // RFC 5282 section 3: no padding is needed, and Pad Length is zero then.
        byte[] padded = new byte[plaintext.length() + 1];
        plaintext.copyTo(padded, 0);
        byte[] body = new byte[sealedLength(plaintext.length())];
        // Unique for the key's life: fewer than 2^64 messages fit into 2^32 message IDs.
        Octets iv = Octets.ofLong(nextIv++);
        iv.copyTo(body, 0);
        cipher.seal(key, nonce(iv), header.toByteArray(), padded, body, AeadAlgorithm.IV_LENGTH);
        return Octets.owning(body);
    }

    @Override
    public Octets open(Octets header, Octets body) throws CryptoException {
        if (body.length() < overhead()) {
            throw new CryptoException(
                    "an encrypted body of " + body.length() + " octets is shorter than its IV, Pad Length and ICV");
        }
        Octets iv = body.first(AeadAlgorithm.IV_LENGTH);
        byte[] sealed = body.from(AeadAlgorithm.IV_LENGTH).toByteArray();
        return Padding.remove(Octets.owning(cipher.open(key, nonce(iv), header.toByteArray(), sealed)));
    }

    private byte[] nonce(Octets iv) {
        return Octets.concat(salt.reveal(), iv).toByteArray();
    }

    @Override
    public void close() {
        key.close();
        salt.close();
    }
}
