package cygnet.crypto.protection;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Secret;

/** An AEAD function, made for one direction of one IKE SA: it may keep what it needs between messages. */
interface AeadCipher {
    /** Writes ciphertext | ICV to {@code target} from {@code at} on. */
    void seal(Secret key, byte[] nonce, byte[] header, byte[] plaintext, byte[] target, int at);

    /**
     * Gives the plaintext of ciphertext | ICV.
     *
     * @throws CryptoException if the ICV is wrong
     */
    byte[] open(Secret key, byte[] nonce, byte[] header, byte[] sealed) throws CryptoException;
}
