package cygnet.crypto.certificate;

/** How much must be known about the revocation of a certificate. */
public enum Revocation {
    /** A current revocation list of its CA must be there. */
    STRICT,
    /** That is so for certificates that say where there is one. */
    IF_URI,
    /** A certificate is good unless a list says otherwise. */
    RELAXED
}
