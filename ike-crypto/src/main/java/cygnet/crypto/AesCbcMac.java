package cygnet.crypto;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.MacSpi;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/**
 * AES-CMAC (RFC 4493) and AES-XCBC-MAC (RFC 3566), with keys of 16 octets: CBC-MACs that mask the last block, with another
 * mask if it had to be padded. They differ in how keys and masks come out of the key.
 */
final class AesCbcMac extends MacSpi {
    private static final int BLOCK = 16;

    private final Derivation derivation;
    private final BlockCipher cipher = AESEngine.newInstance();
    private final byte[] wholeMask = new byte[BLOCK];
    private final byte[] paddedMask = new byte[BLOCK];
    private final byte[] state = new byte[BLOCK];
    private final byte[] last = new byte[BLOCK];
    private int filled;

    private AesCbcMac(Derivation derivation) {
        this.derivation = derivation;
    }

    /** Sets the masks, and the key of {@code cipher}, which has been given the key itself. */
    private interface Derivation {
        void derive(BlockCipher cipher, byte[] wholeMask, byte[] paddedMask);
    }

    static Mac cmac() {
        return new OwnMac(new AesCbcMac(AesCbcMac::cmacMasks), "AES-CMAC");
    }

    static Mac xcbc() {
        return new OwnMac(new AesCbcMac(AesCbcMac::xcbcMasks), "AES-XCBC-MAC");
    }

    /** Its constructor makes a Mac without a registered provider. */
    private static final class OwnMac extends Mac {
        OwnMac(MacSpi spi, String name) {
            super(spi, Providers.own(), name);
        }
    }

    /** RFC 4493 section 2.3: the masks are L * x and L * x^2, where L is an encrypted block of zeros. */
    private static void cmacMasks(BlockCipher cipher, byte[] wholeMask, byte[] paddedMask) {
        byte[] zeros = new byte[BLOCK];
        byte[] l = new byte[BLOCK];
        cipher.processBlock(zeros, 0, l, 0);
        timesX(l, wholeMask);
        timesX(wholeMask, paddedMask);
        Arrays.fill(l, (byte) 0);
    }

    private static void timesX(byte[] from, byte[] to) {
        int carry = 0;
        for (int i = BLOCK - 1; i >= 0; i--) {
            int doubled = (from[i] & 0xff) << 1 | carry;
            to[i] = (byte) doubled;
            carry = doubled >> Byte.SIZE;
        }
        to[BLOCK - 1] ^= (byte) (-carry & 0x87);
    }

    /** RFC 3566 section 4: K1, K2 and K3 are blocks of the octets 1, 2 and 3, encrypted; K1 is the key of all else. */
    private static void xcbcMasks(BlockCipher cipher, byte[] wholeMask, byte[] paddedMask) {
        byte[] key = new byte[BLOCK];
        encryptRepeated(cipher, 1, key);
        encryptRepeated(cipher, 2, wholeMask);
        encryptRepeated(cipher, 3, paddedMask);
        cipher.init(true, new KeyParameter(key));
        Arrays.fill(key, (byte) 0);
    }

    private static void encryptRepeated(BlockCipher cipher, int octet, byte[] to) {
        byte[] block = new byte[BLOCK];
        Arrays.fill(block, (byte) octet);
        cipher.processBlock(block, 0, to, 0);
    }

    @Override
    protected int engineGetMacLength() {
        return BLOCK;
    }

    @Override
    protected void engineInit(Key key, @Nullable AlgorithmParameterSpec params) throws InvalidKeyException {
        byte[] encoded = key.getEncoded();
        if (encoded == null || encoded.length != BLOCK) {
            throw new InvalidKeyException("an AES MAC takes a key of " + BLOCK + " octets");
        }
        cipher.init(true, new KeyParameter(encoded));
        Arrays.fill(encoded, (byte) 0);
        derivation.derive(cipher, wholeMask, paddedMask);
        engineReset();
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        for (int i = 0; i < length; i++) {
            // A full block waits until more comes: the last one is masked.
            if (filled == BLOCK) {
                chain();
            }
            last[filled++] = input[offset + i];
        }
    }

    private void chain() {
        xor(state, last);
        cipher.processBlock(state, 0, state, 0);
        filled = 0;
    }

    @Override
    protected byte[] engineDoFinal() {
        boolean whole = filled == BLOCK;
        if (!whole) {
            Arrays.fill(last, filled, BLOCK, (byte) 0);
            last[filled] = (byte) 0x80;
        }
        xor(last, whole ? wholeMask : paddedMask);
        chain();
        byte[] mac = state.clone();
        engineReset();
        return mac;
    }

    private static void xor(byte[] target, byte[] other) {
        for (int i = 0; i < BLOCK; i++) {
            target[i] ^= other[i];
        }
    }

    @Override
    protected void engineReset() {
        Arrays.fill(state, (byte) 0);
        Arrays.fill(last, (byte) 0);
        filled = 0;
    }
}
