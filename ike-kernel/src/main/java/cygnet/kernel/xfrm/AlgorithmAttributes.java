package cygnet.kernel.xfrm;

import cygnet.crypto.Secret;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.registry.TransformId;
import cygnet.kernel.netlink.MessageWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The algorithms of an SA with their keys: struct xfrm_algo, xfrm_algo_auth and xfrm_algo_aead. */
final class AlgorithmAttributes {
    private static final int NAME_OCTETS = 64;
    private static final int KEY_BITS = 64;
    /** In xfrm_algo_auth and xfrm_algo_aead; in xfrm_algo the key begins here. */
    private static final int ICV_BITS = 68;

    private record Aead(String name, int icvBits) {}

    private static final Map<TransformId, Aead> AEADS = Map.of(
            TransformId.ENCR_AES_CCM_8, new Aead("rfc4309(ccm(aes))", 64),
            TransformId.ENCR_AES_CCM_12, new Aead("rfc4309(ccm(aes))", 96),
            TransformId.ENCR_AES_CCM_16, new Aead("rfc4309(ccm(aes))", 128),
            TransformId.ENCR_AES_GCM_16, new Aead("rfc4106(gcm(aes))", 128),
            TransformId.ENCR_CHACHA20_POLY1305, new Aead("rfc7539esp(chacha20,poly1305)", 128));

    private static final Map<TransformId, String> CIPHERS = Map.of(
            TransformId.ENCR_AES_CBC, "cbc(aes)",
            TransformId.ENCR_AES_CTR, "rfc3686(ctr(aes))",
            TransformId.ENCR_NULL, "ecb(cipher_null)");

    private record Mac(String name, int icvBits) {}

    /** RFC 4868 truncates to half; the kernel's older default of 96 bits for SHA-256 is not that. */
    private static final Map<TransformId, Mac> MACS = Map.of(
            TransformId.INTEG_HMAC_SHA2_256_128, new Mac("hmac(sha256)", 128),
            TransformId.INTEG_HMAC_SHA2_384_192, new Mac("hmac(sha384)", 192),
            TransformId.INTEG_HMAC_SHA2_512_256, new Mac("hmac(sha512)", 256),
            TransformId.INTEG_AES_XCBC_96, new Mac("xcbc(aes)", 96),
            TransformId.INTEG_AES_CMAC_96, new Mac("cmac(aes)", 96));

    /** One attribute; {@code icvBits} is 0 where the structure has none. */
    private record Algorithm(int attribute, String name, int icvBits, Secret key) {
        Algorithm {
            assert name.length() < NAME_OCTETS : name;
        }
    }

    private final List<Algorithm> algorithms;

    private AlgorithmAttributes(List<Algorithm> algorithms) {
        this.algorithms = algorithms;
    }

    /**
     * The kernel's names for the algorithms of an SA.
     *
     * @throws IllegalArgumentException if it has none, or if a key has another length than its algorithm
     */
    static AlgorithmAttributes of(SecurityAssociation sa) {
        if (sa.id().protocol() == IpsecProtocol.AH) {
            return new AlgorithmAttributes(List.of(mac(sa)));
        }
        TransformId encryption = sa.algorithms().encryption();
        require(sa.encryptionKey(), sa.algorithms().encryptionKeyLength(), encryption);
        Aead aead = AEADS.get(encryption);
        if (aead != null) {
            return new AlgorithmAttributes(
                    List.of(new Algorithm(XfrmNumbers.ATTR_ALG_AEAD, aead.name, aead.icvBits, sa.encryptionKey())));
        }
        String cipher = CIPHERS.get(encryption);
        if (cipher == null) {
            throw new IllegalArgumentException("no kernel cipher known for " + encryption);
        }
        return new AlgorithmAttributes(
                List.of(new Algorithm(XfrmNumbers.ATTR_ALG_CRYPT, cipher, 0, sa.encryptionKey()), mac(sa)));
    }

    private static Algorithm mac(SecurityAssociation sa) {
        TransformId integrity = sa.algorithms().integrity();
        Mac mac = MACS.get(integrity);
        if (mac == null) {
            // RFC 8221 section 5: encryption without authentication MUST NOT be used.
            throw new IllegalArgumentException("no kernel MAC known for " + integrity);
        }
        require(sa.integrityKey(), sa.algorithms().integrityKeyLength(), integrity);
        return new Algorithm(XfrmNumbers.ATTR_ALG_AUTH_TRUNC, mac.name, mac.icvBits, sa.integrityKey());
    }

    private static void require(Secret key, int octets, TransformId algorithm) {
        if (key.length() != octets) {
            throw new IllegalArgumentException(
                    algorithm + " takes a key of " + octets + " octets, not " + key.length());
        }
    }

    /** Writes the attributes; the keys stay in the writer until it is wiped. */
    void write(MessageWriter writer) {
        for (Algorithm algorithm : algorithms) {
            int keyAt = algorithm.icvBits == 0 ? ICV_BITS : ICV_BITS + Integer.BYTES;
            int at = writer.attribute(algorithm.attribute, keyAt + algorithm.key.length());
            ByteBuffer buffer = writer.buffer();
            buffer.put(at, algorithm.name.getBytes(StandardCharsets.US_ASCII));
            buffer.putInt(at + KEY_BITS, algorithm.key.length() * Byte.SIZE);
            if (algorithm.icvBits != 0) {
                buffer.putInt(at + ICV_BITS, algorithm.icvBits);
            }
            byte[] key = algorithm.key.copy();
            buffer.put(at + keyAt, key);
            Arrays.fill(key, (byte) 0);
        }
    }
}
