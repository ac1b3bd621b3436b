package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import java.util.List;

/** Public keys in PEM. */
final class PublicKeyPem {
    private PublicKeyPem() {}

    static VerificationKey decode(String text) throws CryptoException {
        List<Pem> blocks = Pem.read(text);
        if (blocks.size() != 1) {
            throw new CryptoException("one PEM block is wanted, not " + blocks.size());
        }
        Pem block = blocks.get(0);
        return switch (block.label()) {
            case "PUBLIC KEY" -> SubjectPublicKeyInfos.decode(block.contents());
            case "RSA PUBLIC KEY" -> SubjectPublicKeyInfos.rsa(block.contents());
            default -> throw new CryptoException("the PEM block is a " + block.label() + ", not a PUBLIC KEY");
        };
    }
}
