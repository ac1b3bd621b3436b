package cygnet.crypto.protection;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Providers;
import cygnet.crypto.Secret;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.function.Function;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;

/** AES-GCM and ChaCha20-Poly1305 as the JCA has them. */
final class JcaAeadCipher implements AeadCipher {
    private final String transformation;
    private final String keyName;
    private final Function<byte[], AlgorithmParameterSpec> parameters;
    private final Cipher sealing;

    /** @param parameters turns a nonce of twelve octets into what the JCA wants */
    JcaAeadCipher(String transformation, String keyName, Function<byte[], AlgorithmParameterSpec> parameters) {
        this.transformation = transformation;
        this.keyName = keyName;
        this.parameters = parameters;
        this.sealing = Providers.cipher(transformation);
    }

    @Override
    public void seal(Secret key, byte[] nonce, byte[] header, byte[] plaintext, byte[] target, int at) {
        try {
            initialise(sealing, Cipher.ENCRYPT_MODE, key, nonce, header);
            sealing.doFinal(plaintext, 0, plaintext.length, target, at);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(transformation + " cannot seal", e);
        }
    }

    @Override
    public byte[] open(Secret key, byte[] nonce, byte[] header, byte[] sealed) throws CryptoException {
        // Not one object for all messages: the JDK's ChaCha20-Poly1305 refuses the nonce it saw last even for
        // decryption,
        // so that a forgery would shut out the message whose IV it borrowed.
        Cipher cipher = Providers.cipher(transformation);
        try {
            initialise(cipher, Cipher.DECRYPT_MODE, key, nonce, header);
            return cipher.doFinal(sealed);
        } catch (AEADBadTagException e) {
            throw new CryptoException("the ICV is wrong", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(transformation + " cannot open", e);
        }
    }

    private void initialise(Cipher target, int mode, Secret key, byte[] nonce, byte[] header)
            throws GeneralSecurityException {
        target.init(mode, key.asKey(keyName), parameters.apply(nonce));
        // An array: given a ByteBuffer, JDK 17's ChaCha20-Poly1305 authenticates something else.
        target.updateAAD(header);
    }
}
