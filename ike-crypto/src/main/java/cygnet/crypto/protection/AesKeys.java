package cygnet.crypto.protection;

import cygnet.crypto.Secret;

/** What AES keys and keys in general must look like. */
final class AesKeys {
    private AesKeys() {}

    /** Octets of an AES key of {@code keyBits}. */
    static int length(int keyBits) {
        return switch (keyBits) {
            case 128, 192, 256 -> keyBits / Byte.SIZE;
            default -> throw new IllegalArgumentException("AES keys have 128, 192 or 256 bits: " + keyBits);
        };
    }

    static void requireLength(String name, Secret key, int length) {
        if (key.length() != length) {
            throw new IllegalArgumentException(name + " must have " + length + " octets: " + key.length());
        }
    }
}
