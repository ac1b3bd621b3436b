package cygnet.ike.auth;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.payload.AuthPayload;
import cygnet.ike.payload.IdPayload;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.SharedSecret;
import cygnet.ike.registry.AuthMethod;
import cygnet.ike.sa.Attempt;
import cygnet.ike.sa.Capabilities;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Question;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.Step;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes our AUTH payload. */
public final class LocalProof {
    private final IkeSa sa;
    private final SaEnvironment environment;
    private final Capabilities peer;

    /** @param peer what the peer has said that it can deal with, until now */
    public LocalProof(IkeSa sa, SaEnvironment environment, Capabilities peer) {
        this.sa = sa;
        this.environment = environment;
        this.peer = peer;
    }

    /**
     * Proves that we are who {@code ownId} says.
     *
     * @param remoteId the peer, as far as it is known: decides which shared secret is meant
     */
    public Step prove(
            LocalAuth auth, IdPayload ownId, Identification remoteId, Function<Attempt<AuthPayload>, Step> then) {
        Octets signed = AuthOctets.signed(sa.init(), sa.originalInitiator(), ownId.body());
        if (auth instanceof LocalAuth.Signature signature) {
            return sign(signature, signed, then);
        }
        AuthMethod method = auth instanceof LocalAuth.Null ? AuthMethod.NULL : AuthMethod.SHARED_KEY_MIC;
        if (peer.authMethods().filter(methods -> !methods.take(method)).isPresent()) {
            return then.apply(Attempt.failed(notTaken(method.toString())));
        }
        if (auth instanceof LocalAuth.Null) {
            Octets mac = AuthOctets.nullMac(sa.init(), sa.originalInitiator(), signed);
            return then.apply(Attempt.of(new AuthPayload(AuthMethod.NULL, mac)));
        }
        Optional<SharedSecret> secret = SharedSecrets.find(environment.policy().secrets(), ownId.id(), remoteId);
        return then.apply(secret.map(s -> Attempt.of(new AuthPayload(
                        AuthMethod.SHARED_KEY_MIC, AuthOctets.sharedKeyMac(sa.init(), s.secret(), signed))))
                .orElseGet(() -> Attempt.failed("no shared secret for " + ownId.id() + " and " + remoteId)));
    }

    private String notTaken(String what) {
        return "the peer does not take our " + what + ": it takes "
                + peer.authMethods().map(Object::toString).orElse("nothing");
    }

    private Step sign(LocalAuth.Signature auth, Octets signed, Function<Attempt<AuthPayload>, Step> then) {
        VerificationKey key = auth.key().verificationKey();
        List<SignatureForm> forms = SignatureForm.of(key, peer, auth.legacyRsaSha1());
        if (forms.isEmpty()) {
            return then.apply(Attempt.failed(
                    peer.authMethods().isPresent()
                            ? notTaken(key.type() + " key")
                            : "the peer supports no signature of our " + key.type() + " key (hash algorithms "
                                    + peer.hashAlgorithms() + ")"));
        }
        RandomSource random = environment.random();
        return Step.ask(
                new Question.Compute<>("our signature", () -> signature(auth, forms.get(0), signed, random)),
                attempt -> then.apply(attempt));
    }

    private static Attempt<AuthPayload> signature(
            LocalAuth.Signature auth, SignatureForm form, Octets signed, RandomSource random) {
        try {
            return Attempt.of(form.payload(auth.key().sign(form.scheme(), signed, random)));
        } catch (CryptoException e) {
            return Attempt.failed("our key cannot sign: " + e.getMessage());
        }
    }
}
