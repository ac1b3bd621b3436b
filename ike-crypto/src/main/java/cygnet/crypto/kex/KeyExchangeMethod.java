package cygnet.crypto.kex;

import cygnet.crypto.RandomSource;

/**
 * Key exchange methods (RFC 3526, RFC 5903, RFC 8031). Public values are in the form of the KE payload: MODP padded to
 * the length of the prime, ECP as x | y, Curve25519 as 32 and Curve448 as 56 octets.
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
    CURVE448(56);

    private final int publicValueLength;

    KeyExchangeMethod(int publicValueLength) {
        this.publicValueLength = publicValueLength;
    }

    /** Octets of a public value, the same for both sides. */
    public int publicValueLength() {
        return publicValueLength;
    }

    /** A fresh ephemeral key pair, to be used for one exchange. */
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
            case CURVE25519 -> Curve25519KeyPair.generate(random);
            case CURVE448 -> Curve448KeyPair.generate(random);
        };
    }
}
