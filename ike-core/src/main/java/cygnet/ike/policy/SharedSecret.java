package cygnet.ike.policy;

import cygnet.crypto.Secret;
import cygnet.ike.negotiation.Identification;
import java.util.List;

/**
 * A pre-shared key and the identities that may use it.
 *
 * @param name for messages
 * @param owners empty: anybody
 */
public record SharedSecret(String name, List<Identification> owners, Secret secret) {
    public SharedSecret {
        owners = List.copyOf(owners);
    }
}
