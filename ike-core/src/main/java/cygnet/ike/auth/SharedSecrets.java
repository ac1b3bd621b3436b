package cygnet.ike.auth;

import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.SharedSecret;
import java.util.List;
import java.util.Optional;

/** Finds the shared secret of two identities. */
final class SharedSecrets {
    private SharedSecrets() {}

    /** The secret whose owners fit best: both named, then one named, then a secret for anybody. */
    static Optional<SharedSecret> find(List<SharedSecret> secrets, Identification local, Identification remote) {
        SharedSecret best = null;
        int bestScore = 0;
        for (SharedSecret secret : secrets) {
            int score = score(secret, local, remote);
            if (score > bestScore) {
                best = secret;
                bestScore = score;
            }
        }
        return Optional.ofNullable(best);
    }

    /** 0: does not fit; 1: for anybody; more: the peer named counts more than ourselves. */
    private static int score(SharedSecret secret, Identification local, Identification remote) {
        if (secret.owners().isEmpty()) {
            return 1;
        }
        boolean ofRemote = secret.owners().stream().anyMatch(remote::sameAs);
        boolean ofLocal = secret.owners().stream().anyMatch(local::sameAs);
        if (ofRemote) {
            return ofLocal ? 4 : 3;
        }
        return ofLocal && secret.owners().size() == 1 ? 2 : 0;
    }
}
