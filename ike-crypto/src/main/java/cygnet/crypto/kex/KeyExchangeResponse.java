package cygnet.crypto.kex;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;

/**
 * What a responder of a key exchange comes to.
 *
 * @param publicValue what goes back to the initiator
 * @param shared the shared secret; whoever holds this wipes it
 */
public record KeyExchangeResponse(Octets publicValue, Secret shared) implements AutoCloseable {
    @Override
    public void close() {
        shared.close();
    }
}
