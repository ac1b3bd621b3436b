package cygnet.crypto.protection;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Secret;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.modes.CCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * AES-CCM (RFC 5282 section 4, RFC 4309), which the JDK has not.
 *
 * @param icvLength 8, 12 or 16 octets
 */
record AesCcmCipher(int icvLength) implements AeadCipher {
    @Override
    public void seal(Secret key, byte[] nonce, byte[] header, byte[] plaintext, byte[] target, int at) {
        try {
            byte[] sealed = run(true, key, nonce, header, plaintext);
            System.arraycopy(sealed, 0, target, at, sealed.length);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("AES-CCM cannot seal", e);
        }
    }

    @Override
    public byte[] open(Secret key, byte[] nonce, byte[] header, byte[] sealed) throws CryptoException {
        try {
            return run(false, key, nonce, header, sealed);
        } catch (InvalidCipherTextException e) {
            throw new CryptoException("the ICV is wrong", e);
        }
    }

    private byte[] run(boolean sealing, Secret key, byte[] nonce, byte[] header, byte[] input)
            throws InvalidCipherTextException {
        CCMModeCipher cipher = CCMBlockCipher.newInstance(AESEngine.newInstance());
        byte[] copy = key.copy();
        cipher.init(sealing, new AEADParameters(new KeyParameter(copy), icvLength * Byte.SIZE, nonce, header));
        Arrays.fill(copy, (byte) 0);
        byte[] output = new byte[cipher.getOutputSize(input.length)];
        int done = cipher.processBytes(input, 0, input.length, output, 0);
        cipher.doFinal(output, done);
        return output;
    }
}
