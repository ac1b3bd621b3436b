package cygnet.ike.auth;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.signature.SignatureScheme;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.payload.AuthPayload;
import cygnet.ike.payload.IdPayload;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.policy.SharedSecret;
import cygnet.ike.registry.AuthMethod;
import cygnet.ike.sa.Attempt;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Question;
import cygnet.ike.sa.SaChange.Authenticated;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.Step;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Checks the peer's AUTH payload against a connection. */
public final class PeerProof {
    private final IkeSa sa;
    private final SaEnvironment environment;

    public PeerProof(IkeSa sa, SaEnvironment environment) {
        this.sa = sa;
        this.environment = environment;
    }

    /** Whether this kind of AUTH can satisfy the connection at all. */
    public static boolean fits(Connection connection, AuthPayload auth) {
        if (auth.method().equals(AuthMethod.NULL)) {
            return connection.remote() instanceof RemoteAuth.Null;
        }
        return auth.method().equals(AuthMethod.SHARED_KEY_MIC)
                ? connection.remote() instanceof RemoteAuth.SharedKey
                : connection.remote().bySignature();
    }

    /**
     * Checks AUTH with keys found already.
     *
     * @param keys for signatures; not looked at for a shared key
     */
    public Step check(
            Connection connection,
            PeerKeys keys,
            IdPayload peerId,
            AuthPayload auth,
            Function<Attempt<Authenticated>, Step> then) {
        Octets signed = AuthOctets.signed(sa.init(), !sa.originalInitiator(), peerId.body());
        if (!fits(connection, auth)) {
            return then.apply(Attempt.failed("the peer authenticates with " + auth.method() + ", which "
                    + connection.name() + " does not take"));
        }
        if (connection.remote() instanceof RemoteAuth.SharedKey) {
            return then.apply(checkSharedKey(connection, peerId.id(), auth, signed));
        }
        if (connection.remote() instanceof RemoteAuth.Null) {
            return then.apply(checkNull(connection, peerId.id(), auth, signed));
        }
        return signature(connection.remote(), auth)
                .fold(
                        signature -> verify(connection, keys, peerId.id(), signature, signed, then),
                        cause -> then.apply(Attempt.failed(cause)));
    }

    private Attempt<Authenticated> checkSharedKey(
            Connection connection, Identification peer, AuthPayload auth, Octets signed) {
        Optional<SharedSecret> secret = SharedSecrets.find(
                environment.policy().secrets(), connection.local().id(), peer);
        if (secret.isEmpty()) {
            return Attempt.failed("no shared secret for " + connection.local().id() + " and " + peer);
        }
        Octets expected = AuthOctets.sharedKeyMac(sa.init(), secret.get().secret(), signed);
        return isEqual(expected, auth.value())
                ? Attempt.of(new Authenticated(
                        connection,
                        peer,
                        Assurance.PINNED,
                        "shared key " + secret.get().name()))
                : Attempt.failed("the MAC of shared key " + secret.get().name() + " is wrong");
    }

    /** RFC 7619: whatever the peer calls itself, it is nobody from here on. */
    private Attempt<Authenticated> checkNull(
            Connection connection, Identification claimed, AuthPayload auth, Octets signed) {
        Octets expected = AuthOctets.nullMac(sa.init(), !sa.originalInitiator(), signed);
        String claim = claimed.equals(Identification.NULL) ? "" : ", unproven name " + claimed;
        return isEqual(expected, auth.value())
                ? Attempt.of(new Authenticated(
                        connection, Identification.NULL, Assurance.ANONYMOUS, "NULL authentication" + claim))
                : Attempt.failed("the MAC of the NULL authentication is wrong");
    }

    private static boolean isEqual(Octets expected, Octets received) {
        return MessageDigest.isEqual(expected.toByteArray(), received.toByteArray());
    }

    /** Whether AUTH method 1 will do, which is always made with SHA-1. */
    static boolean takesRsaSha1(RemoteAuth remote) {
        return remote instanceof RemoteAuth.PinnedKeys pinned && pinned.legacyRsaSha1();
    }

    private static Attempt<SignatureForm.Received> signature(RemoteAuth remote, AuthPayload auth) {
        if (auth.method().equals(AuthMethod.RSA_SIGNATURE) && !takesRsaSha1(remote)) {
            return Attempt.failed("the peer signs with RSA and SHA-1 (AUTH method 1), which is not allowed here");
        }
        try {
            SignatureForm.Received received = SignatureForm.parse(auth);
            boolean digital = auth.method().equals(AuthMethod.DIGITAL_SIGNATURE);
            return digital && received.form().scheme() == SignatureScheme.RSA_PKCS1_SHA1
                    ? Attempt.failed("the peer signs with SHA-1, which we did not offer")
                    : Attempt.of(received);
        } catch (CryptoException e) {
            return Attempt.failed(String.valueOf(e.getMessage()));
        }
    }

    private static Step verify(
            Connection connection,
            PeerKeys keys,
            Identification peer,
            SignatureForm.Received signature,
            Octets signed,
            Function<Attempt<Authenticated>, Step> then) {
        List<VerificationKey> fitting =
                keys.keys().stream().filter(signature.form()::fits).toList();
        return Step.ask(
                new Question.Compute<>(
                        "the peer's signature",
                        () -> fitting.stream()
                                .filter(k -> k.verify(signature.form().scheme(), signed, signature.signature()))
                                .findFirst()),
                found -> then.apply(found.map(key -> Attempt.of(new Authenticated(
                                        connection,
                                        peer,
                                        keys.assurance(),
                                        signature.form() + " with "
                                                + (keys.origin().isEmpty() ? key.fingerprint() : keys.origin()))
                                .withKey(keys.published().map(published -> published.key(key)))))
                        .orElseGet(() -> Attempt.failed(wrongKey(keys, peer, signature)))));
    }

    private static String wrongKey(PeerKeys keys, Identification peer, SignatureForm.Received signature) {
        String tried = keys.keys().isEmpty()
                ? "there is none"
                : String.join(
                        ", ",
                        keys.keys().stream().map(VerificationKey::fingerprint).toList());
        return "the signature (" + signature.form() + ") is not by a key of " + peer + "; known: " + tried;
    }
}
