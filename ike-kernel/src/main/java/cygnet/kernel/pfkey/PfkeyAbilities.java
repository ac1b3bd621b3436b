package cygnet.kernel.pfkey;

import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import java.util.Map;
import java.util.Optional;

/**
 * What Linux's PF_KEY can do, and what to write instead of what it cannot. Only what is right on the wire counts as
 * something that it can do.
 */
public final class PfkeyAbilities {
    /** The widest replay window, in packets. */
    public static final int MOST_REPLAY_WINDOW = 32;

    /** The largest reqid that others may choose; from the next one to 0x3fff they are Cygnet's. */
    public static final int MOST_REQID = ReqidTable.FIRST - 1;

    private static final String OTHERWISE = ", or kernel = netlink in daemon";

    private static final Map<TransformId, Integer> CIPHERS = Map.of(
            TransformId.ENCR_AES_CBC, PfkeyNumbers.EALG_AES_CBC,
            TransformId.ENCR_AES_CTR, PfkeyNumbers.EALG_AES_CTR,
            TransformId.ENCR_NULL, PfkeyNumbers.EALG_NULL);

    private static final Map<TransformId, Integer> MACS = Map.of(
            TransformId.INTEG_HMAC_SHA2_384_192, PfkeyNumbers.AALG_SHA2_384,
            TransformId.INTEG_HMAC_SHA2_512_256, PfkeyNumbers.AALG_SHA2_512,
            TransformId.INTEG_AES_XCBC_96, PfkeyNumbers.AALG_AES_XCBC);

    private PfkeyAbilities() {}

    /**
     * Why an algorithm cannot be had, and what can be; empty if it can, or if it is none of the kernel's business.
     *
     * @param protocol that it is for
     */
    public static Optional<String> obstacle(IpsecProtocol protocol, TransformId algorithm) {
        if (algorithm.type().equals(TransformType.ENCR)) {
            return CIPHERS.containsKey(algorithm)
                    ? Optional.empty()
                    : Optional.of("PF_KEY has no " + algorithm + ": write aes256-sha512" + OTHERWISE);
        }
        if (algorithm.equals(TransformId.SN_64_BIT)) {
            return Optional.of("PF_KEY has no extended sequence numbers: write noesn" + OTHERWISE);
        }
        return algorithm.type().equals(TransformType.INTEG) && !algorithm.equals(TransformId.INTEG_NONE)
                ? integrityObstacle(protocol, algorithm)
                : Optional.empty();
    }

    private static Optional<String> integrityObstacle(IpsecProtocol protocol, TransformId algorithm) {
        if (algorithm.equals(TransformId.INTEG_HMAC_SHA2_256_128)) {
            return Optional.of("Linux's PF_KEY cuts " + algorithm + " to 96 bits, which RFC 4868 does not know: write "
                    + (protocol == IpsecProtocol.AH ? "aesxcbc" : "sha384 or sha512") + OTHERWISE);
        }
        if (!MACS.containsKey(algorithm)) {
            return Optional.of("PF_KEY has no " + algorithm + ": write sha384 or sha512" + OTHERWISE);
        }
        // RFC 4302 section 3.3.3.2.1: over IPv4 AH is padded to 4 octets. The flag that says so is missing in PF_KEY;
        // with 12
        // octets of ICV there is nothing to pad.
        return protocol == IpsecProtocol.AH && !algorithm.equals(TransformId.INTEG_AES_XCBC_96)
                ? Optional.of(
                        "Linux's PF_KEY pads AH with " + algorithm + " wrongly over IPv4: write aesxcbc" + OTHERWISE)
                : Optional.empty();
    }

    /** @throws IllegalArgumentException telling the obstacle */
    static int cipher(TransformId algorithm) {
        refuse(obstacle(IpsecProtocol.ESP, algorithm));
        return number(CIPHERS, algorithm);
    }

    /** @throws IllegalArgumentException telling the obstacle */
    static int mac(IpsecProtocol protocol, TransformId algorithm) {
        refuse(obstacle(protocol, algorithm));
        return number(MACS, algorithm);
    }

    private static int number(Map<TransformId, Integer> numbers, TransformId algorithm) {
        Integer number = numbers.get(algorithm);
        if (number == null) {
            // RFC 8221 section 4: encryption without authentication MUST NOT be used.
            throw new IllegalArgumentException("PF_KEY has no " + algorithm);
        }
        return number;
    }

    static void refuse(Optional<String> obstacle) {
        obstacle.ifPresent(why -> {
            throw new IllegalArgumentException(why);
        });
    }
}
