package cygnet.crypto.protection;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;

/** Padding | Pad Length at the end of the plaintext (RFC 7296 section 3.14). */
final class Padding {
    private Padding() {}

    /** Removes padding whose integrity has been checked. "A recipient MUST accept any length" and any content. */
    static Octets remove(Octets padded) throws CryptoException {
        int end = padded.length() - 1;
        int padLength = padded.at(end);
        if (padLength > end) {
            throw new CryptoException("Pad Length " + padLength + " exceeds the " + end + " octets before it");
        }
        return padded.first(end - padLength);
    }
}
