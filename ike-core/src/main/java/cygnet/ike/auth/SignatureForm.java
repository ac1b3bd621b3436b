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
import java.util.Map;
import java.util.Optional;

/**
 * How a signature travels: with an AlgorithmIdentifier in front (method 14, RFC 7427), or by a method that says which
 * signature it is (1, RFC 7296 section 3.8; 9 to 11, RFC 4754).
 */
record SignatureForm(AuthMethod method, SignatureScheme scheme) {
    private static final SignatureForm RSA_SHA1 =
            new SignatureForm(AuthMethod.RSA_SIGNATURE, SignatureScheme.RSA_PKCS1_SHA1);
    private static final SignatureForm ECDSA_256 =
            new SignatureForm(AuthMethod.ECDSA_256, SignatureScheme.ECDSA_SHA2_256);
    private static final SignatureForm ECDSA_384 =
            new SignatureForm(AuthMethod.ECDSA_384, SignatureScheme.ECDSA_SHA2_384);
    private static final SignatureForm ECDSA_521 =
            new SignatureForm(AuthMethod.ECDSA_521, SignatureScheme.ECDSA_SHA2_512);
    /** The methods that have a curve and its hash in their names, by the bits of the curve. */
    private static final Map<Integer, SignatureForm> BY_CURVE = Map.of(256, ECDSA_256, 384, ECDSA_384, 521, ECDSA_521);

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
        return key.type() == KeyType.ECDSA ? Optional.ofNullable(BY_CURVE.get(key.bits())) : Optional.empty();
    }

    /** Reads AUTH; fails for methods that are no signatures, or unknown ones. */
    static Received parse(AuthPayload auth) throws CryptoException {
        if (auth.method().equals(AuthMethod.DIGITAL_SIGNATURE)) {
            return parseDigital(auth.value());
        }
        if (auth.method().equals(AuthMethod.RSA_SIGNATURE)) {
            return new Received(RSA_SHA1, auth.value());
        }
        for (Map.Entry<Integer, SignatureForm> curve : BY_CURVE.entrySet()) {
            if (auth.method().equals(curve.getValue().method())) {
                return new Received(curve.getValue(), PlainEcdsa.toDer(auth.value(), curve.getKey()));
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
        return key.supports(scheme)
                && curveBits().map(bits -> key.bits() == bits).orElse(true);
    }

    private Optional<Integer> curveBits() {
        return BY_CURVE.entrySet().stream()
                .filter(curve -> curve.getValue().method().equals(method))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** AUTH with a signature as our key has made it. */
    AuthPayload payload(Octets signature) throws CryptoException {
        if (method.equals(AuthMethod.DIGITAL_SIGNATURE)) {
            Octets identifier = scheme.algorithmIdentifier();
            return new AuthPayload(method, Octets.concat(Octets.of((byte) identifier.length()), identifier, signature));
        }
        Optional<Integer> curve = curveBits();
        return new AuthPayload(method, curve.isPresent() ? PlainEcdsa.ofDer(signature, curve.get()) : signature);
    }

    @Override
    public String toString() {
        return method.equals(AuthMethod.DIGITAL_SIGNATURE)
                ? scheme.toString()
                : scheme + " (method " + method.code() + ")";
    }
}
