package cygnet.ike.auth;

import cygnet.crypto.signature.SignatureScheme;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.negotiation.AuthAnnouncements;
import cygnet.ike.negotiation.AuthAnnouncements.Announcement;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.registry.AuthMethod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What we tell the peer that it may authenticate with (RFC 9593). */
public final class AcceptedMethods {
    private AcceptedMethods() {}

    /** What one of these connections takes, best first. */
    public static AuthAnnouncements of(Collection<Connection> connections) {
        List<Announcement> announced = new ArrayList<>();
        connections.forEach(c -> announced.addAll(of(c.remote())));
        return new AuthAnnouncements(announced.stream().distinct().toList());
    }

    private static List<Announcement> of(RemoteAuth remote) {
        if (remote instanceof RemoteAuth.SharedKey) {
            return List.of(Announcement.of(AuthMethod.SHARED_KEY_MIC));
        }
        if (remote instanceof RemoteAuth.Null) {
            return List.of(Announcement.of(AuthMethod.NULL));
        }
        List<Announcement> announced = new ArrayList<>();
        for (SignatureScheme scheme : SignatureScheme.values()) {
            // RSASSA-PSS takes most room, and whoever has a key for it can sign with PKCS #1 v1.5 as well.
            boolean told =
                    scheme != SignatureScheme.RSA_PKCS1_SHA1 && !scheme.name().startsWith("RSA_PSS");
            if (told && mayBe(remote, scheme)) {
                announced.add(Announcement.digital(scheme));
            }
        }
        if (mayBe(remote, SignatureScheme.ECDSA_SHA2_256)) {
            announced.add(Announcement.of(AuthMethod.ECDSA_256));
            announced.add(Announcement.of(AuthMethod.ECDSA_384));
            announced.add(Announcement.of(AuthMethod.ECDSA_521));
        }
        if (PeerProof.takesRsaSha1(remote)) {
            announced.add(Announcement.of(AuthMethod.RSA_SIGNATURE));
        }
        return announced;
    }

    private static boolean mayBe(RemoteAuth remote, SignatureScheme scheme) {
        return !(remote instanceof RemoteAuth.PinnedKeys pinned)
                || pinned.keys().stream().anyMatch((VerificationKey key) -> key.supports(scheme));
    }
}
