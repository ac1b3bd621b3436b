package cygnet.crypto.kex;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;

/**
 * Key exchange methods (RFC 3526, RFC 5903, RFC 8031, FIPS 203). Public values are in the form of the KE payload: MODP
 * padded to the length of the prime, ECP as x | y, Curve25519 as 32 and Curve448 as 56 octets.
 *
 * <p>ML-KEM is a key encapsulation mechanism, so its two sides differ: the initiator's value is an encapsulation key, the
 * responder's a ciphertext, which only {@link #respond} makes, out of the initiator's value.
 */
public enum KeyExchangeMethod {
    MODP_2048(256),
    MODP_3072(384),
    MODP_4096(512),
    MODP_6144(768),
    MODP_8192(1024),
    ECP_256(64),
    ECP_384(96),
    ECP_521(132),
    CURVE25519(32),
    CURVE448(56),
    ML_KEM_512(800, 768),
    ML_KEM_768(1184, 1088),
    ML_KEM_1024(1568, 1568);

    private final int publicValueLength;
    private final int responseLength;

    KeyExchangeMethod(int publicValueLength) {
        this(publicValueLength, publicValueLength);
    }

    KeyExchangeMethod(int publicValueLength, int responseLength) {
        this.publicValueLength = publicValueLength;
        this.responseLength = responseLength;
    }

    /** Octets of the initiator's public value, and of the responder's too unless this {@link #isKem}. */
    public int publicValueLength() {
        return publicValueLength;
    }

    /** Octets of the responder's public value. */
    public int responseLength() {
        return responseLength;
    }

    /** Whether the responder cannot make its value before it has the initiator's. */
    public boolean isKem() {
        return switch (this) {
            case ML_KEM_512, ML_KEM_768, ML_KEM_1024 -> true;
            default -> false;
        };
    }

    /** A fresh ephemeral key pair, to be used for one exchange: the initiator's, or any side's unless {@link #isKem}. */
    public EphemeralKeyPair generate(RandomSource random) {
        return switch (this) {
            case MODP_2048 -> ModpKeyPair.generate(this, ModpGroup.modp2048(), random);
            case MODP_3072 -> ModpKeyPair.generate(this, ModpGroup.modp3072(), random);
            case MODP_4096 -> ModpKeyPair.generate(this, ModpGroup.modp4096(), random);
            case MODP_6144 -> ModpKeyPair.generate(this, ModpGroup.modp6144(), random);
            case MODP_8192 -> ModpKeyPair.generate(this, ModpGroup.modp8192(), random);
            case ECP_256 -> EcpKeyPair.generate(this, EcpKeyPair.P256, random);
            case ECP_384 -> EcpKeyPair.generate(this, EcpKeyPair.P384, random);
            case ECP_521 -> EcpKeyPair.generate(this, EcpKeyPair.P521, random);
            case CURVE25519 -> MontgomeryKeyPair.generateX25519(random);
            case CURVE448 -> MontgomeryKeyPair.generateX448(random);
            case ML_KEM_512, ML_KEM_768, ML_KEM_1024 -> MlKemKeyPair.generate(this, random);
        };
    }

    /**
     * The whole of the responder's side: a key agreement with a fresh key pair, or an encapsulation.
     *
     * @throws CryptoException if the initiator's value is no good, see {@link EphemeralKeyPair#agree}
     */
    public KeyExchangeResponse respond(Octets initiatorValue, RandomSource random) throws CryptoException {
        if (isKem()) {
            return MlKemKeyPair.encapsulate(this, initiatorValue, random);
        }
        try (EphemeralKeyPair keyPair = generate(random)) {
            return new KeyExchangeResponse(keyPair.publicValue(), keyPair.agree(initiatorValue));
        }
    }
}
