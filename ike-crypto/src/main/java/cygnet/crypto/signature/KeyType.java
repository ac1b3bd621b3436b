package cygnet.crypto.signature;

/** Kinds of host keys. */
public enum KeyType {
    RSA,
    ECDSA,
    ED25519
}
