package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import java.security.InvalidParameterException;
import java.security.Provider;
import java.security.Security;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verification of ECDSA and EdDSA for libraries that ask the JCA for it, as dnsjava does for every signature in DNS: the JDK's
 * own takes three times as long as ours. It does nothing else: RSA, where the JDK is as fast, key agreement, and all that
 * is done with private keys stay where they were, as do keys that we don't know (other curves).
 *
 * <p>What it has verified it remembers for a while: the start of a zone's authority (SOA) and its proofs of absence
 * come with many answers, each time with the same signature.
 */
public final class FastVerification extends Provider {
    private static final long serialVersionUID = 1;
    private static final String NAME = "CygnetVerification";

    /** 32 octets each. */
    private static final int REMEMBERED = 4096;

    FastVerification() {
        super(NAME, "1", "verifies ECDSA and EdDSA signatures");
        VerifiedSignatures verified = new VerifiedSignatures(REMEMBERED);
        putService(new Verification(this, verified, SignatureScheme.ECDSA_SHA2_256, "SHA256withECDSA"));
        putService(new Verification(this, verified, SignatureScheme.ECDSA_SHA2_384, "SHA384withECDSA"));
        putService(new Verification(this, verified, SignatureScheme.ED25519, "Ed25519"));
        putService(new Verification(this, verified, SignatureScheme.ED448, "Ed448"));
    }

    /**
     * Has the whole JVM use it, before all others; does nothing if that is so already. Takes some tenths of a second, because
     * the curve that most zones use is made ready first.
     *
     * @throws IllegalStateException if it can't verify what we sign
     */
    public static void prefer(RandomSource random) {
        SignatureScheme scheme = SignatureScheme.ECDSA_SHA2_256;
        SigningKey key = EcdsaSigningKey.generate(EcdsaCurve.P256.bits(), random);
        try {
            Octets signature = key.sign(scheme, Octets.empty(), random);
            if (!key.verificationKey().verify(scheme, Octets.empty(), signature)) {
                throw new IllegalStateException("a good signature counts as bad");
            }
        } catch (CryptoException e) {
            throw new IllegalStateException("cannot sign", e);
        }
        Security.insertProviderAt(new FastVerification(), 1);
    }

    /** One algorithm; the JCA asks it first whether a key is one for it. */
    private static final class Verification extends Service {
        private final VerifiedSignatures verified;
        private final SignatureScheme scheme;

        Verification(Provider provider, VerifiedSignatures verified, SignatureScheme scheme, String algorithm) {
            super(provider, "Signature", algorithm, JcaVerification.class.getName(), List.of(), null);
            this.verified = verified;
            this.scheme = scheme;
        }

        @Override
        public Object newInstance(@Nullable Object parameter) {
            if (parameter != null) {
                throw new InvalidParameterException("a signature takes no parameter: " + parameter);
            }
            return new JcaVerification(scheme, verified);
        }

        @Override
        public boolean supportsParameter(@Nullable Object key) {
            return key instanceof ECPublicKey || key instanceof EdECPublicKey;
        }
    }
}
