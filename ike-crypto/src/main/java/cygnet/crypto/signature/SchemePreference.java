package cygnet.crypto.signature;

import cygnet.crypto.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The order of {@link VerificationKey#schemes}. */
final class SchemePreference {
    private SchemePreference() {}

    static List<SignatureScheme> bestFirst(VerificationKey key, List<Integer> hashAlgorithms) {
        Hash matching = matchingHash(key);
        List<SignatureScheme> schemes = new ArrayList<>(Arrays.asList(SignatureScheme.values()));
        schemes.removeIf(scheme -> !key.supports(scheme)
                || scheme.hash() == Hash.SHA1
                || !hashAlgorithms.contains(scheme.hashAlgorithm()));
        schemes.sort(Comparator.comparing(SignatureScheme::family)
                .thenComparing(scheme -> scheme.hash() != matching)
                .thenComparing(SignatureScheme::hash));
        return List.copyOf(schemes);
    }

    /** The hash whose collision resistance comes to the key's strength (NIST SP 800-57 part 1, table 2). */
    private static Hash matchingHash(VerificationKey key) {
        return switch (key.type()) {
            case RSA -> key.bits() < 3072 ? Hash.SHA2_256 : key.bits() < 7680 ? Hash.SHA2_384 : Hash.SHA2_512;
            case ECDSA -> key.bits() <= 256 ? Hash.SHA2_256 : key.bits() <= 384 ? Hash.SHA2_384 : Hash.SHA2_512;
            case ED25519, ED448 -> Hash.SHA2_512;
        };
    }
}
