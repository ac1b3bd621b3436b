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
import javax.crypto.spec.IvParameterSpec;

/** Encrypt-then-MAC protection of one direction: IV | ciphertext | ICV, the ICV over header | IV | ciphertext. */
final class AesCbcHmacProtection implements Protection {
    private static final int BLOCK = 16;

    private final int icvLength;
    private final Secret encryptionKey;
    private final Secret integrityKey;
    private final Cipher cipher;
    private final Mac mac;

    AesCbcHmacProtection(IntegrityAlgorithm integrity, Secret encryptionKey, Secret integrityKey) {
        this.icvLength = integrity.icvLength();
        this.encryptionKey = encryptionKey;
        this.integrityKey = integrityKey;
        this.cipher = Providers.cipher("AES/CBC/NoPadding");
        this.mac = Providers.mac(integrity.jcaName());
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
        return BLOCK + paddedLength(plaintextLength) + icvLength;
    }

    @Override
    public int plaintextCapacity(int bodyLength) {
        int blocks = Math.floorDiv(bodyLength - BLOCK - icvLength, BLOCK);
        return Math.max(blocks, 0) * BLOCK - 1;
    }

    /** The plaintext and Pad Length, filled up to whole blocks. */
    private static int paddedLength(int plaintextLength) {
        return (plaintextLength + BLOCK) / BLOCK * BLOCK;
    }

    @Override
    public Octets seal(Octets header, Octets plaintext, RandomSource random) {
        byte[] padded = new byte[paddedLength(plaintext.length())];
        plaintext.copyTo(padded, 0);
        padded[padded.length - 1] = (byte) (padded.length - 1 - plaintext.length());
        Octets iv = random.octets(BLOCK);
        byte[] body = new byte[sealedLength(plaintext.length())];
        iv.copyTo(body, 0);
        try {
            initialise(Cipher.ENCRYPT_MODE, iv);
            cipher.doFinal(padded, 0, padded.length, body, BLOCK);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CBC cannot seal", e);
        }
        mac.update(header.asByteBuffer());
        mac.update(body, 0, BLOCK + padded.length);
        System.arraycopy(mac.doFinal(), 0, body, BLOCK + padded.length, icvLength);
        return Octets.owning(body);
    }

    @Override
    public Octets open(Octets header, Octets body) throws CryptoException {
        int ciphertextLength = body.length() - BLOCK - icvLength;
        if (ciphertextLength < BLOCK || ciphertextLength % BLOCK != 0) {
            throw new CryptoException("an encrypted body of " + body.length() + " octets is not an IV of " + BLOCK
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
            initialise(Cipher.DECRYPT_MODE, body.first(BLOCK));
            return Padding.remove(
                    Octets.owning(cipher.doFinal(body.slice(BLOCK, icvAt).toByteArray())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CBC cannot open", e);
        }
    }

    private void initialise(int mode, Octets iv) throws GeneralSecurityException {
        cipher.init(mode, encryptionKey.asKey("AES"), new IvParameterSpec(iv.toByteArray()));
    }

    @Override
    public void close() {
        encryptionKey.close();
        integrityKey.close();
        // The MAC keeps what it made of its key: a key of zeros replaces it.
        keyMac(Secret.owning(new byte[integrityKey.length()]));
    }
}
