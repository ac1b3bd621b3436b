package cygnet.ike.auth;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.PlainEcdsa;
import cygnet.crypto.signature.SignatureScheme;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.payload.AuthPayload;
import cygnet.ike.registry.AuthMethod;
import cygnet.ike.sa.Capabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a signature travels: with an AlgorithmIdentifier in front (method 14, RFC 7427), or by a method that says which
 * signature it is (1, RFC 7296 section 3.8; 9 and 10, RFC 4754).
 */
record SignatureForm(AuthMethod method, SignatureScheme scheme) {
    private static final SignatureForm RSA_SHA1 =
            new SignatureForm(AuthMethod.RSA_SIGNATURE, SignatureScheme.RSA_PKCS1_SHA1);
    private static final SignatureForm ECDSA_256 =
            new SignatureForm(AuthMethod.ECDSA_256, SignatureScheme.ECDSA_SHA2_256);
    private static final SignatureForm ECDSA_384 =
            new SignatureForm(AuthMethod.ECDSA_384, SignatureScheme.ECDSA_SHA2_384);

    /** A signature that arrived, in the form in which keys verify it. */
    record Received(SignatureForm form, Octets signature) {}

    static SignatureForm digital(SignatureScheme scheme) {
        return new SignatureForm(AuthMethod.DIGITAL_SIGNATURE, scheme);
    }

    /** All forms that this key can sign in and the peer understands, best first. */
    static List<SignatureForm> of(VerificationKey key, Capabilities peer, boolean legacyRsaSha1) {
        List<SignatureForm> forms = new ArrayList<>();
        // RFC 7427 section 4: method 14 needs a hash that the peer has announced.
        key.schemes(peer.hashAlgorithms()).forEach(scheme -> forms.add(digital(scheme)));
        boolean named = peer.authMethods().isPresent();
        if (peer.hashAlgorithms().isEmpty() || named) {
            ecdsa(key).ifPresent(forms::add);
        }
        if ((peer.hashAlgorithms().isEmpty() || named) && legacyRsaSha1 && key.type() == KeyType.RSA) {
            forms.add(RSA_SHA1);
        }
        // RFC 9593: who says what it takes gets nothing else.
        forms.removeIf(form -> peer.authMethods()
                .filter(methods -> !methods.take(form.method(), form.scheme()))
                .isPresent());
        return forms;
    }

    /** The method that has this curve and its hash in its name (RFC 4754 section 3). */
    static Optional<SignatureForm> ecdsa(VerificationKey key) {
        if (key.type() != KeyType.ECDSA) {
            return Optional.empty();
        }
        return key.bits() == 256
                ? Optional.of(ECDSA_256)
                : Optional.of(ECDSA_384).filter(f -> key.bits() == 384);
    }

    /** Reads AUTH; fails for methods that are no signatures, or unknown ones. */
    static Received parse(AuthPayload auth) throws CryptoException {
        if (auth.method().equals(AuthMethod.DIGITAL_SIGNATURE)) {
            return parseDigital(auth.value());
        }
        if (auth.method().equals(AuthMethod.RSA_SIGNATURE)) {
            return new Received(RSA_SHA1, auth.value());
        }
        for (SignatureForm form : List.of(ECDSA_256, ECDSA_384)) {
            if (auth.method().equals(form.method())) {
                return new Received(form, PlainEcdsa.toDer(auth.value(), form.curveBits()));
            }
        }
        throw new CryptoException("AUTH method " + auth.method() + " is not supported");
    }

    private static Received parseDigital(Octets data) throws CryptoException {
        if (data.isEmpty() || data.at(0) == 0 || data.length() < 1 + data.at(0)) {
            throw new CryptoException("the digital signature has no AlgorithmIdentifier");
        }
        int end = 1 + data.at(0);
        SignatureScheme scheme = SignatureScheme.ofAlgorithmIdentifier(data.slice(1, end));
        return new Received(digital(scheme), data.from(end));
    }

    /** Whether this form says that the signature is by a key like this. */
    boolean fits(VerificationKey key) {
        boolean byCurve = method.equals(AuthMethod.ECDSA_256) || method.equals(AuthMethod.ECDSA_384);
        return key.supports(scheme) && (!byCurve || key.bits() == curveBits());
    }

    private int curveBits() {
        return method.equals(AuthMethod.ECDSA_256) ? 256 : 384;
    }

    /** AUTH with a signature as our key has made it. */
    AuthPayload payload(Octets signature) throws CryptoException {
        if (method.equals(AuthMethod.DIGITAL_SIGNATURE)) {
            Octets identifier = scheme.algorithmIdentifier();
            return new AuthPayload(method, Octets.concat(Octets.of((byte) identifier.length()), identifier, signature));
        }
        boolean plain = method.equals(AuthMethod.RSA_SIGNATURE);
        return new AuthPayload(method, plain ? signature : PlainEcdsa.ofDer(signature, curveBits()));
    }

    @Override
    public String toString() {
        return method.equals(AuthMethod.DIGITAL_SIGNATURE)
                ? scheme.toString()
                : scheme + " (method " + method.code() + ")";
    }
}
