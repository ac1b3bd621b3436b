package cygnet.ike.sa;

import cygnet.ike.negotiation.AuthAnnouncements;
import java.util.List;
import java.util.Optional;

/**
 * What the peer announced in IKE_SA_INIT and we use.
 *
 * @param fragmentation both sides do RFC 7383
 * @param hashAlgorithms of SIGNATURE_HASH_ALGORITHMS; empty if the peer does not know RFC 7427
 * @param authMethods of SUPPORTED_AUTH_METHODS (RFC 9593): what the peer takes, if it says so
 * @param childless the responder takes IKE_AUTH without a Child SA (RFC 6023)
 * @param wantsCertificates the responder asks for X.509 certificates
 * @param natTraversal it sends NAT detection, and so can do ESP in UDP
 */
public record Capabilities(
        boolean fragmentation,
        List<Integer> hashAlgorithms,
        Optional<AuthAnnouncements> authMethods,
        boolean childless,
        boolean wantsCertificates,
        boolean natTraversal) {
    public static final Capabilities NONE = new Capabilities(false, List.of(), Optional.empty(), false, false);

    public Capabilities(
            boolean fragmentation,
            List<Integer> hashAlgorithms,
            Optional<AuthAnnouncements> authMethods,
            boolean childless,
            boolean wantsCertificates) {
        this(fragmentation, hashAlgorithms, authMethods, childless, wantsCertificates, false);
    }

    public Capabilities {
        hashAlgorithms = List.copyOf(hashAlgorithms);
    }

    /** What an initiator says only in IKE_AUTH (RFC 9593 section 3.1). */
    public Capabilities withAuthMethods(Optional<AuthAnnouncements> said) {
        return new Capabilities(fragmentation, hashAlgorithms, said, childless, wantsCertificates, natTraversal);
    }
}
