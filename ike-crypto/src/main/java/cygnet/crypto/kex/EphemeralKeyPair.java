package cygnet.crypto.kex;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.Secret;

/** One side's ephemeral key pair of one key exchange. */
public interface EphemeralKeyPair extends AutoCloseable {
    KeyExchangeMethod method();

    /** The public value as it goes into the KE payload. */
    Octets publicValue();

    /**
     * The shared secret g^ir as the key schedule wants it: MODP padded to the prime's length, ECP the x coordinate.
     *
     * @throws CryptoException if the peer's value has the wrong length, is out of range, is not on the curve, or leads
     *     to an all-zero secret (RFC 6989, RFC 7748 section 6.1)
     */
    Secret agree(Octets peerPublicValue) throws CryptoException;

    /** Forgets the private value as far as the provider allows. */
    @Override
    void close();
}
