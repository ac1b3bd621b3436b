package cygnet.ike.auth;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.signature.SignatureScheme;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.payload.AuthPayload;
import cygnet.ike.payload.IdPayload;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.SharedSecret;
import cygnet.ike.registry.AuthMethod;
import cygnet.ike.sa.Attempt;
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

    public LocalProof(IkeSa sa, SaEnvironment environment) {
        this.sa = sa;
        this.environment = environment;
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
        if (auth instanceof LocalAuth.Null) {
            Octets mac = AuthOctets.nullMac(sa.init(), sa.originalInitiator(), signed);
            return then.apply(Attempt.of(new AuthPayload(AuthMethod.NULL, mac)));
        }
        Optional<SharedSecret> secret = SharedSecrets.find(environment.policy().secrets(), ownId.id(), remoteId);
        return then.apply(secret.map(s -> Attempt.of(new AuthPayload(
                        AuthMethod.SHARED_KEY_MIC, AuthOctets.sharedKeyMac(sa.init(), s.secret(), signed))))
                .orElseGet(() -> Attempt.failed("no shared secret for " + ownId.id() + " and " + remoteId)));
    }

    private Step sign(LocalAuth.Signature auth, Octets signed, Function<Attempt<AuthPayload>, Step> then) {
        List<SignatureScheme> schemes =
                auth.key().verificationKey().schemes(sa.capabilities().hashAlgorithms());
        // RFC 7427 section 4: method 14 needs a hash that the peer has announced.
        boolean legacy = sa.capabilities().hashAlgorithms().isEmpty() && auth.legacyRsaSha1();
        if (schemes.isEmpty() && !legacy) {
            return then.apply(Attempt.failed("the peer supports no signature of our "
                    + auth.key().verificationKey().type() + " key (hash algorithms "
                    + sa.capabilities().hashAlgorithms() + ")"));
        }
        SignatureScheme scheme = legacy ? SignatureScheme.RSA_PKCS1_SHA1 : schemes.get(0);
        RandomSource random = environment.random();
        return Step.ask(
                new Question.Compute<>("our signature", () -> signature(auth, scheme, signed, random)),
                attempt -> then.apply(attempt));
    }

    private static Attempt<AuthPayload> signature(
            LocalAuth.Signature auth, SignatureScheme scheme, Octets signed, RandomSource random) {
        try {
            Octets signature = auth.key().sign(scheme, signed, random);
            return Attempt.of(
                    scheme == SignatureScheme.RSA_PKCS1_SHA1
                            ? new AuthPayload(AuthMethod.RSA_SIGNATURE, signature)
                            : new AuthPayload(
                                    AuthMethod.DIGITAL_SIGNATURE, new DigitalSignature(scheme, signature).encode()));
        } catch (CryptoException e) {
            return Attempt.failed("our key cannot sign: " + e.getMessage());
        }
    }
}
