package cygnet.ike.sa;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import java.util.ArrayList;
import java.util.List;

/**
 * The shared secrets that the keys of one new SA depend on: SK(0) of the key exchange in CREATE_CHILD_SA, then SK(1) to
 * SK(n) of the additional ones in IKE_FOLLOWUP_KE (RFC 9370 section 2.2.4). They grow with each of these exchanges, and are
 * wiped together.
 */
public final class SharedSecrets implements AutoCloseable {
    private final List<Secret> secrets = new ArrayList<>();

    private SharedSecrets() {}

    /** None: a Child SA without a key exchange of its own. */
    public static SharedSecrets none() {
        return new SharedSecrets();
    }

    /** SK(0), taken over. */
    public static SharedSecrets of(Secret first) {
        SharedSecrets secrets = new SharedSecrets();
        secrets.add(first);
        return secrets;
    }

    /** Takes over the next one. */
    public void add(Secret next) {
        secrets.add(next);
    }

    /** {@code [SK(0)] | Ni | Nr | SK(1) | .. | SK(n)}: without additional key exchanges what RFC 7296 section 2.17 has. */
    Octets seed(Octets ni, Octets nr) {
        List<Octets> parts = new ArrayList<>();
        secrets.forEach(secret -> parts.add(secret.reveal()));
        parts.add(Math.min(1, parts.size()), Octets.concat(ni, nr));
        return Octets.concat(parts.toArray(Octets[]::new));
    }

    @Override
    public void close() {
        secrets.forEach(Secret::close);
    }
}
