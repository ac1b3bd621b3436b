package cygnet.ike.auth;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.signature.SignatureScheme;

/**
 * The authentication data of AUTH method 14 (RFC 7427 section 3): the length of an AlgorithmIdentifier in one octet, the
 * identifier in DER, the signature.
 */
record DigitalSignature(SignatureScheme scheme, Octets signature) {
    static DigitalSignature parse(Octets data) throws CryptoException {
        if (data.isEmpty() || data.at(0) == 0 || data.length() < 1 + data.at(0)) {
            throw new CryptoException("the digital signature has no AlgorithmIdentifier");
        }
        int end = 1 + data.at(0);
        return new DigitalSignature(SignatureScheme.ofAlgorithmIdentifier(data.slice(1, end)), data.from(end));
    }

    Octets encode() {
        Octets identifier = scheme.algorithmIdentifier();
        return Octets.concat(Octets.of((byte) identifier.length()), identifier, signature);
    }
}
