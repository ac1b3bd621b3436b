package cygnet.ike.simulation;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.crypto.kex.EphemeralKeyPair;
import cygnet.crypto.kex.KeyExchangeMethod;

/** A key pair that remembers whether it was closed. */
final class WatchedKeyPair implements EphemeralKeyPair {
    private final EphemeralKeyPair pair;
    private boolean closed;

    WatchedKeyPair(EphemeralKeyPair pair) {
        this.pair = pair;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public KeyExchangeMethod method() {
        return pair.method();
    }

    @Override
    public Octets publicValue() {
        return pair.publicValue();
    }

    @Override
    public Secret agree(Octets peerPublicValue) throws CryptoException {
        return pair.agree(peerPublicValue);
    }

    @Override
    public void close() {
        closed = true;
        pair.close();
    }
}
