package cygnet.daemon.config;

import cygnet.crypto.signature.KeyType;
import java.util.Optional;

/**
 * What {@code auth} says.
 *
 * @param keyType the only kind of key that may sign, if {@code auth} names one
 * @param legacyRsaSha1 AUTH method 1 is permitted
 */
record AuthMethod(Kind kind, Optional<KeyType> keyType, boolean legacyRsaSha1) {
    static final AuthMethod PUBKEY = new AuthMethod(Kind.SIGNATURE, Optional.empty(), false);

    enum Kind {
        SIGNATURE,
        SHARED_SECRET,
        /** Whoever it is need not say so (RFC 7619). */
        NULL
    }

    static AuthMethod parse(String text) throws BadValueException {
        return switch (text) {
            case "pubkey" -> PUBKEY;
            case "psk" -> new AuthMethod(Kind.SHARED_SECRET, Optional.empty(), false);
            case "null" -> new AuthMethod(Kind.NULL, Optional.empty(), false);
            case "pubkey-sha1", "rsa-sha1" -> new AuthMethod(Kind.SIGNATURE, Optional.of(KeyType.RSA), true);
            case "rsa" -> new AuthMethod(Kind.SIGNATURE, Optional.of(KeyType.RSA), false);
            case "ecdsa" -> new AuthMethod(Kind.SIGNATURE, Optional.of(KeyType.ECDSA), false);
            case "ed448" -> new AuthMethod(Kind.SIGNATURE, Optional.of(KeyType.ED448), false);
            case "ed25519" -> new AuthMethod(Kind.SIGNATURE, Optional.of(KeyType.ED25519), false);
            default -> throw new BadValueException(whyNot(text));
        };
    }

    private static String whyNot(String text) {
        String quoted = Syntax.quote(text);
        if (text.startsWith("eap") || text.startsWith("xauth") || text.equals("any")) {
            return quoted + " is not available: write pubkey or psk";
        }
        if (text.matches("(ike:|(pubkey|rsa|ecdsa|bliss)-|ed448-|ed25519-).*")) {
            return quoted + " is not available yet: signature schemes can't be chosen; write pubkey";
        }
        return quoted + " is not a way to authenticate: write pubkey, psk or null";
    }

    boolean isSignature() {
        return kind == Kind.SIGNATURE;
    }

    /** Whether a key of that type may sign. */
    boolean permits(KeyType type) {
        return keyType.isEmpty() || keyType.get() == type;
    }
}
