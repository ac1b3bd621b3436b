package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import org.jspecify.annotations.Nullable;

/** A verification in the JCA's form. It signs nothing. */
final class JcaVerification extends SignatureSpi {
    private final SignatureScheme scheme;
    private final VerifiedSignatures verified;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private @Nullable VerificationKey key;

    JcaVerification(SignatureScheme scheme, VerifiedSignatures verified) {
        this.scheme = scheme;
        this.verified = verified;
    }

    /** @throws InvalidKeyException for what is left to other providers; the JCA asks them then */
    @Override
    protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
        message.reset();
        byte[] encoded = publicKey.getEncoded();
        if (encoded == null) {
            throw new InvalidKeyException("a public key without an encoding");
        }
        try {
            key = VerificationKey.ofSubjectPublicKeyInfo(Octets.of(encoded));
        } catch (CryptoException e) {
            throw new InvalidKeyException(e.getMessage(), e);
        }
        if (!key.supports(scheme)) {
            throw new InvalidKeyException("a key of type " + key.type() + " for " + scheme);
        }
    }

    @Override
    protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
        throw new InvalidKeyException("only verifies");
    }

    @Override
    protected void engineUpdate(byte octet) {
        message.write(octet);
    }

    @Override
    protected void engineUpdate(byte[] octets, int offset, int length) {
        message.write(octets, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        throw new SignatureException("only verifies");
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        VerificationKey verifier = key;
        if (verifier == null) {
            throw new SignatureException("no key yet");
        }
        Octets signed = Octets.owning(message.toByteArray());
        message.reset();
        return verified.verify(verifier, scheme, signed, Octets.of(signature));
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
        throw new InvalidParameterException("there are no parameters");
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
        throw new InvalidParameterException("there are no parameters");
    }
}
