package cygnet.ike.negotiation;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.signature.SignatureScheme;
import cygnet.ike.registry.AuthMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a peer may authenticate with, as SUPPORTED_AUTH_METHODS says it (RFC 9593 section 3.2).
 *
 * @param announced best first; not empty
 */
public record AuthAnnouncements(List<Announcement> announced) {
    private static final int SHORT = 2;
    private static final int WITH_CERT_LINK = 3;

    public AuthAnnouncements {
        announced = List.copyOf(announced);
    }

    /**
     * One of the ways.
     *
     * @param scheme of {@link AuthMethod#DIGITAL_SIGNATURE}, empty for the others
     */
    public record Announcement(AuthMethod method, Optional<SignatureScheme> scheme) {
        public static Announcement of(AuthMethod method) {
            return new Announcement(method, Optional.empty());
        }

        public static Announcement digital(SignatureScheme scheme) {
            return new Announcement(AuthMethod.DIGITAL_SIGNATURE, Optional.of(scheme));
        }

        private boolean isSignature() {
            return !method.equals(AuthMethod.SHARED_KEY_MIC) && !method.equals(AuthMethod.NULL);
        }

        /** Length, method, and for signatures: Cert Link 0, which is any CA, and the AlgorithmIdentifier. */
        private Octets encode() {
            Octets identifier = scheme.map(SignatureScheme::algorithmIdentifier).orElse(Octets.empty());
            int length = (isSignature() ? WITH_CERT_LINK : SHORT) + identifier.length();
            Octets fixed = Octets.of((byte) length, (byte) method.code());
            return isSignature() ? Octets.concat(fixed, Octets.of((byte) 0), identifier) : fixed;
        }

        @Override
        public String toString() {
            return scheme.map(SignatureScheme::toString).orElse(method.toString());
        }
    }

    /** The notification's data. */
    public Octets encode() {
        return Octets.concat(announced.stream().map(Announcement::encode).toArray(Octets[]::new));
    }

    /**
     * Reads the notification's data. Signature algorithms that we don't know are left out, links to certificates are not
     * looked at. Empty if it says nothing, or nothing that makes sense: then there is no such notification.
     */
    public static Optional<AuthAnnouncements> parse(Octets content) {
        List<Announcement> announced = new ArrayList<>();
        int at = 0;
        while (at < content.length()) {
            int length = content.at(at);
            if (length < SHORT || at + length > content.length()) {
                return Optional.empty();
            }
            announcement(content.slice(at, at + length)).ifPresent(announced::add);
            at += length;
        }
        return at == 0 ? Optional.empty() : Optional.of(new AuthAnnouncements(announced));
    }

    private static Optional<Announcement> announcement(Octets one) {
        AuthMethod method = new AuthMethod(one.at(1));
        if (!method.equals(AuthMethod.DIGITAL_SIGNATURE)) {
            return Optional.of(Announcement.of(method));
        }
        try {
            return one.length() <= WITH_CERT_LINK
                    ? Optional.empty()
                    : Optional.of(
                            Announcement.digital(SignatureScheme.ofAlgorithmIdentifier(one.from(WITH_CERT_LINK))));
        } catch (CryptoException e) {
            return Optional.empty();
        }
    }

    /** Whether the peer takes a shared key, or NULL authentication. */
    public boolean take(AuthMethod method) {
        return announced.stream().anyMatch(a -> a.method().equals(method));
    }

    /** Whether the peer takes such a signature. */
    public boolean take(AuthMethod method, SignatureScheme scheme) {
        boolean digital = method.equals(AuthMethod.DIGITAL_SIGNATURE);
        return announced.stream()
                .anyMatch(a ->
                        a.method().equals(method) && (!digital || a.scheme().equals(Optional.of(scheme))));
    }

    @Override
    public String toString() {
        return announced.toString();
    }
}
