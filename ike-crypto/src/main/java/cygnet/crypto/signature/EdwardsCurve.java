package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;

/** The two curves of EdDSA (RFC 8032), in their pure variants: no prehash, and an empty context (RFC 8420 section 2). */
enum EdwardsCurve {
    ED25519("Ed25519", KeyType.ED25519, 255, 32, "1.3.101.112") {
        @Override
        void publicKey(byte[] seed, byte[] point) {
            Ed25519.generatePublicKey(seed, 0, point, 0);
        }

        @Override
        boolean isOfPrimeOrder(byte[] point) {
            return Ed25519.validatePublicKeyFull(point, 0);
        }

        @Override
        void sign(byte[] seed, byte[] point, byte[] message, byte[] signature) {
            Ed25519.sign(seed, 0, point, 0, message, 0, message.length, signature, 0);
        }

        @Override
        boolean verify(byte[] signature, byte[] point, byte[] message) {
            return Ed25519.verify(signature, 0, point, 0, message, 0, message.length);
        }
    },
    ED448("Ed448", KeyType.ED448, 448, 57, "1.3.101.113") {
        @Override
        void publicKey(byte[] seed, byte[] point) {
            Ed448.generatePublicKey(seed, 0, point, 0);
        }

        @Override
        boolean isOfPrimeOrder(byte[] point) {
            return Ed448.validatePublicKeyFull(point, 0);
        }

        @Override
        void sign(byte[] seed, byte[] point, byte[] message, byte[] signature) {
            Ed448.sign(seed, 0, point, 0, NO_CONTEXT.toByteArray(), message, 0, message.length, signature, 0);
        }

        @Override
        boolean verify(byte[] signature, byte[] point, byte[] message) {
            return Ed448.verify(signature, 0, point, 0, NO_CONTEXT.toByteArray(), message, 0, message.length);
        }
    };

    private static final Octets NO_CONTEXT = Octets.empty();

    private final String title;
    private final KeyType keyType;
    private final int bits;
    private final int keyLength;
    private final String oid;

    EdwardsCurve(String title, KeyType keyType, int bits, int keyLength, String oid) {
        this.title = title;
        this.keyType = keyType;
        this.bits = bits;
        this.keyLength = keyLength;
        this.oid = oid;
    }

    abstract void publicKey(byte[] seed, byte[] point);

    abstract boolean isOfPrimeOrder(byte[] point);

    abstract void sign(byte[] seed, byte[] point, byte[] message, byte[] signature);

    abstract boolean verify(byte[] signature, byte[] point, byte[] message);

    /** Checks that {@code point} is an element of the prime-order group: for others, anybody can make signatures. */
    EddsaVerificationKey keyOfPoint(Octets point) throws CryptoException {
        requireLength("public", point.length());
        if (!isOfPrimeOrder(point.toByteArray())) {
            throw new CryptoException("the " + title + " public key is not a point of the prime-order group");
        }
        return new EddsaVerificationKey(this, point);
    }

    /** The private key that begins with these octets (RFC 8032 sections 5.1.5 and 5.2.5). Takes {@code seed} over. */
    EddsaSigningKey keyOfSeed(byte[] seed) throws CryptoException {
        requireLength("private", seed.length);
        byte[] point = new byte[keyLength];
        publicKey(seed, point);
        return new EddsaSigningKey(Secret.owning(seed), keyOfPoint(Octets.owning(point)));
    }

    EddsaSigningKey generate(RandomSource random) {
        byte[] seed = new byte[keyLength];
        random.fill(seed);
        try {
            return keyOfSeed(seed);
        } catch (CryptoException e) {
            throw new IllegalStateException("cannot make an " + title + " key", e);
        }
    }

    private void requireLength(String kind, int length) throws CryptoException {
        if (length != keyLength) {
            throw new CryptoException("an " + title + " " + kind + " key has " + keyLength + " octets, not " + length);
        }
    }

    Octets sign(Secret seed, Octets point, Octets message) {
        byte[] signature = new byte[signatureLength()];
        byte[] copy = seed.copy();
        sign(copy, point.toByteArray(), message.toByteArray(), signature);
        Arrays.fill(copy, (byte) 0);
        return Octets.owning(signature);
    }

    KeyType keyType() {
        return keyType;
    }

    int bits() {
        return bits;
    }

    /** Octets of a private and of a public key. */
    int keyLength() {
        return keyLength;
    }

    int signatureLength() {
        return 2 * keyLength;
    }

    /** The algorithm in SubjectPublicKeyInfo, PKCS#8 and AUTH alike (RFC 8410 section 3, RFC 8420 appendix A). */
    ASN1ObjectIdentifier oid() {
        return new ASN1ObjectIdentifier(oid);
    }

    @Override
    public String toString() {
        return title;
    }
}
