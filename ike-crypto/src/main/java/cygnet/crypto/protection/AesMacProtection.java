package cygnet.crypto.protection;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.Providers;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/** Encrypt-then-MAC protection of one direction: IV | ciphertext | ICV, the ICV over header | IV | ciphertext. */
final class AesMacProtection implements Protection {
    private final AesMode mode;
    private final int icvLength;
    private final Secret encryptionKey;
    private final Secret salt;
    private final Secret integrityKey;
    private final Cipher cipher;
    private final Mac mac;
    private long sealed;

    AesMacProtection(AesMacAlgorithm algorithm, Secret encryptionKey, Secret salt, Secret integrityKey) {
        this.mode = algorithm.mode();
        this.icvLength = algorithm.integrity().icvLength();
        this.encryptionKey = encryptionKey;
        this.salt = salt;
        this.integrityKey = integrityKey;
        this.cipher = Providers.cipher(mode.transformation());
        this.mac = Providers.mac(algorithm.integrity().jcaName());
        keyMac(integrityKey);
    }

    private void keyMac(Secret key) {
        try {
            mac.init(key.asKey(mac.getAlgorithm()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(mac.getAlgorithm() + " cannot take its key", e);
        }
    }

    @Override
    public int sealedLength(int plaintextLength) {
        return mode.ivLength() + paddedLength(plaintextLength) + icvLength;
    }

    @Override
    public int plaintextCapacity(int bodyLength) {
        int units = Math.floorDiv(bodyLength - mode.ivLength() - icvLength, mode.unit());
        return Math.max(units, 0) * mode.unit() - 1;
    }

    /** The plaintext and Pad Length, filled up to whole blocks if the mode has them. */
    private int paddedLength(int plaintextLength) {
        return (plaintextLength + mode.unit()) / mode.unit() * mode.unit();
    }

    @Override
    public Octets seal(Octets header, Octets plaintext, RandomSource random) {
        byte[] padded = new byte[paddedLength(plaintext.length())];
        plaintext.copyTo(padded, 0);
        padded[padded.length - 1] = (byte) (padded.length - 1 - plaintext.length());
        Octets iv = mode.iv(sealed++, random);
        byte[] body = new byte[sealedLength(plaintext.length())];
        iv.copyTo(body, 0);
        int ivLength = mode.ivLength();
        try {
            initialise(Cipher.ENCRYPT_MODE, iv);
            cipher.doFinal(padded, 0, padded.length, body, ivLength);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(mode + " cannot seal", e);
        }
        mac.update(header.asByteBuffer());
        mac.update(body, 0, ivLength + padded.length);
        System.arraycopy(mac.doFinal(), 0, body, ivLength + padded.length, icvLength);
        return Octets.owning(body);
    }

    @Override
    public Octets open(Octets header, Octets body) throws CryptoException {
        int ivLength = mode.ivLength();
        int ciphertextLength = body.length() - ivLength - icvLength;
        if (ciphertextLength < mode.unit() || ciphertextLength % mode.unit() != 0) {
            throw new CryptoException("an encrypted body of " + body.length() + " octets is not an IV of " + ivLength
                    + ", whole blocks and an ICV of " + icvLength);
        }
        int icvAt = body.length() - icvLength;
        mac.update(header.asByteBuffer());
        mac.update(body.first(icvAt).asByteBuffer());
        byte[] expected = Arrays.copyOf(mac.doFinal(), icvLength);
        if (!MessageDigest.isEqual(expected, body.from(icvAt).toByteArray())) {
            throw new CryptoException("the ICV is wrong");
        }
        try {
            initialise(Cipher.DECRYPT_MODE, body.first(ivLength));
            return Padding.remove(
                    Octets.owning(cipher.doFinal(body.slice(ivLength, icvAt).toByteArray())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(mode + " cannot open", e);
        }
    }

    private void initialise(int operation, Octets iv) throws GeneralSecurityException {
        cipher.init(operation, encryptionKey.asKey("AES"), mode.parameters(salt, iv));
    }

    @Override
    public void close() {
        encryptionKey.close();
        salt.close();
        integrityKey.close();
        // The MAC keeps what it made of its key: a key of zeros replaces it.
        keyMac(Secret.owning(new byte[integrityKey.length()]));
    }
}
