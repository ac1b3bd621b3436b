package cygnet.crypto;

/** Cryptographic input that cannot be accepted: a malformed key, a bad public value, a failed integrity check. */
public final class CryptoException extends Exception {
    private static final long serialVersionUID = 1L;

    public CryptoException(String message) {
        super(message);
    }

    public CryptoException(String message, Throwable cause) {
        super(message, cause);
    }
}
