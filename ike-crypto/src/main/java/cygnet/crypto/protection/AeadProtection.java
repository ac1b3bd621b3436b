package cygnet.crypto.protection;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.Providers;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;

/**
 * AEAD protection of one direction (RFC 5282 section 3): the nonce is salt | IV, the IV a counter, and the plaintext ends
 * with the octet Pad Length.
 */
final class AeadProtection implements Protection {
    private static final int OVERHEAD = AeadAlgorithm.IV_LENGTH + 1 + AeadAlgorithm.ICV_LENGTH;

    private final AeadAlgorithm algorithm;
    private final Secret key;
    private final Secret salt;
    private final Cipher sealing;
    private long nextIv;

    AeadProtection(AeadAlgorithm algorithm, Secret key, Secret salt, long firstIv) {
        this.algorithm = algorithm;
        this.key = key;
        this.salt = salt;
        this.sealing = Providers.cipher(algorithm.transformation());
        this.nextIv = firstIv;
    }

    @Override
    public int sealedLength(int plaintextLength) {
        return plaintextLength + OVERHEAD;
    }

    @Override
    public int plaintextCapacity(int bodyLength) {
        return bodyLength - OVERHEAD;
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
        try {
            initialise(sealing, Cipher.ENCRYPT_MODE, header, iv);
            sealing.doFinal(padded, 0, padded.length, body, AeadAlgorithm.IV_LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " cannot seal", e);
        }
        return Octets.owning(body);
    }

    @Override
    public Octets open(Octets header, Octets body) throws CryptoException {
        if (body.length() < OVERHEAD) {
            throw new CryptoException(
                    "an encrypted body of " + body.length() + " octets is shorter than its IV, Pad Length and ICV");
        }
        byte[] padded;
        // Not one object for all messages: the JDK's ChaCha20-Poly1305 refuses the nonce it saw last even for
        // decryption,
        // so that a forgery would shut out the message whose IV it borrowed.
        Cipher cipher = Providers.cipher(algorithm.transformation());
        try {
            initialise(cipher, Cipher.DECRYPT_MODE, header, body.first(AeadAlgorithm.IV_LENGTH));
            padded = cipher.doFinal(body.from(AeadAlgorithm.IV_LENGTH).toByteArray());
        } catch (AEADBadTagException e) {
            throw new CryptoException("the ICV is wrong", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " cannot open", e);
        }
        return Padding.remove(Octets.owning(padded));
    }

    private void initialise(Cipher target, int mode, Octets header, Octets iv) throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(AeadAlgorithm.SALT_LENGTH + AeadAlgorithm.IV_LENGTH)
                .put(salt.reveal().asByteBuffer())
                .put(iv.asByteBuffer())
                .array();
        target.init(mode, key.asKey(algorithm.keyName()), algorithm.parameters().apply(nonce));
        // An array: given a ByteBuffer, JDK 17's ChaCha20-Poly1305 authenticates something else.
        target.updateAAD(header.toByteArray());
    }

    @Override
    public void close() {
        key.close();
        salt.close();
    }
}
