package cygnet.daemon.config;

import static java.util.Map.entry;

import cygnet.ike.negotiation.Transform;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** strongSwan's keywords for algorithms: those that Cygnet has, and why it does not have the others. */
final class AlgorithmKeywords {
    private static final Map<String, Transform> KNOWN = known();

    private static final String NOT_YET = "is not available yet";
    private static final String WEAK_HASH = "is not offered: MD5 and SHA-1 are on their way out (RFC 8247 section 2)";
    private static final String WEAK_GROUP = "is not offered: the group is too weak (RFC 8247 section 2.4)";
    private static final String SMALL_BLOCKS = "is not offered: the cipher's 64-bit blocks are too small";

    private static final Map<Pattern, String> KNOWN_BUT_NOT_HERE = Map.ofEntries(
            entry(Pattern.compile("des|3des|blowfish\\d*|cast128"), SMALL_BLOCKS),
            entry(Pattern.compile("(md5|sha|sha1)(_\\d+)?|prfmd5|prfsha1"), WEAK_HASH),
            entry(Pattern.compile("modp(768|1024|1536|1024s160|2048s224|2048s256)"), WEAK_GROUP),
            entry(Pattern.compile("ecp(192|224)"), WEAK_GROUP),
            entry(Pattern.compile("aes\\d*gmac"), "is not offered: it does not encrypt"),
            entry(Pattern.compile("aes\\d*gcm(8|12|64|96)"), "is not offered: its integrity check value is too short"),
            entry(Pattern.compile("sha(2_)?256_96"), "is not offered: it is a mistake of old kernels, not a standard"),
            entry(Pattern.compile("modp(none|null)"), "is not offered: it exchanges no key"),
            entry(Pattern.compile("chacha20poly1305compat|(camellia|serpent|twofish).*"), NOT_YET),
            entry(Pattern.compile("(prf)?camelliaxcbc"), NOT_YET),
            entry(Pattern.compile("ecp\\d+bp"), NOT_YET),
            entry(
                    Pattern.compile("mlkem(512|768|1024)"),
                    "is available as an additional key exchange, e.g. x25519-ke1_mlkem768"));

    private static final Pattern ADDITIONAL = Pattern.compile("ke([1-7])_(.+)");
    private static final Map<String, TransformId> ADDITIONAL_ONLY = Map.of(
            "mlkem512", TransformId.KE_ML_KEM_512,
            "mlkem768", TransformId.KE_ML_KEM_768,
            "mlkem1024", TransformId.KE_ML_KEM_1024);

    private AlgorithmKeywords() {}

    private static Map<String, Transform> known() {
        Map<String, Transform> known = new LinkedHashMap<>();
        Transform gcm128 = Transform.of(TransformId.ENCR_AES_GCM_16, 128);
        Transform gcm256 = Transform.of(TransformId.ENCR_AES_GCM_16, 256);
        put(known, gcm128, "aes128gcm16", "aes128gcm128", "aes128gcm", "aesgcm16", "aesgcm128", "aesgcm");
        put(known, Transform.of(TransformId.ENCR_AES_GCM_16, 192), "aes192gcm16", "aes192gcm128", "aes192gcm");
        put(known, gcm256, "aes256gcm16", "aes256gcm128", "aes256gcm");
        put(known, Transform.of(TransformId.ENCR_CHACHA20_POLY1305), "chacha20poly1305");
        for (int bits : new int[] {128, 192, 256}) {
            String aes = "aes" + bits;
            put(known, Transform.of(TransformId.ENCR_AES_CBC, bits), aes);
            put(known, Transform.of(TransformId.ENCR_AES_CTR, bits), aes + "ctr");
            put(known, Transform.of(TransformId.ENCR_AES_CCM_8, bits), aes + "ccm8", aes + "ccm64");
            put(known, Transform.of(TransformId.ENCR_AES_CCM_12, bits), aes + "ccm12", aes + "ccm96");
            put(known, Transform.of(TransformId.ENCR_AES_CCM_16, bits), aes + "ccm16", aes + "ccm128", aes + "ccm");
        }
        put(known, Transform.of(TransformId.ENCR_AES_CBC, 128), "aes");
        put(known, Transform.of(TransformId.INTEG_HMAC_SHA2_256_128), "sha256", "sha2_256");
        put(known, Transform.of(TransformId.INTEG_HMAC_SHA2_384_192), "sha384", "sha2_384");
        put(known, Transform.of(TransformId.INTEG_HMAC_SHA2_512_256), "sha512", "sha2_512");
        put(known, Transform.of(TransformId.INTEG_AES_XCBC_96), "aesxcbc");
        put(known, Transform.of(TransformId.INTEG_AES_CMAC_96), "aescmac");
        put(known, Transform.of(TransformId.PRF_AES128_XCBC), "prfaesxcbc");
        put(known, Transform.of(TransformId.PRF_AES128_CMAC), "prfaescmac");
        put(known, Transform.of(TransformId.PRF_HMAC_SHA2_256), "prfsha256");
        put(known, Transform.of(TransformId.PRF_HMAC_SHA2_384), "prfsha384");
        put(known, Transform.of(TransformId.PRF_HMAC_SHA2_512), "prfsha512");
        put(known, Transform.of(TransformId.KE_CURVE25519), "x25519", "curve25519");
        put(known, Transform.of(TransformId.KE_CURVE448), "x448", "curve448");
        put(known, Transform.of(TransformId.KE_ECP_256), "ecp256");
        put(known, Transform.of(TransformId.KE_ECP_384), "ecp384");
        put(known, Transform.of(TransformId.KE_ECP_521), "ecp521");
        put(known, Transform.of(TransformId.KE_MODP_2048), "modp2048");
        put(known, Transform.of(TransformId.KE_MODP_3072), "modp3072");
        put(known, Transform.of(TransformId.KE_MODP_4096), "modp4096");
        put(known, Transform.of(TransformId.KE_MODP_6144), "modp6144");
        put(known, Transform.of(TransformId.KE_MODP_8192), "modp8192");
        put(known, Transform.of(TransformId.ENCR_NULL), "null");
        put(known, Transform.of(TransformId.KE_NONE), "none");
        put(known, Transform.of(TransformId.SN_64_BIT), "esn");
        put(known, Transform.of(TransformId.SN_32_BIT), "noesn");
        return known;
    }

    private static void put(Map<String, Transform> known, Transform transform, String... keywords) {
        for (String keyword : keywords) {
            known.put(keyword, transform);
        }
    }

    static Collection<String> all() {
        return KNOWN.keySet();
    }

    /** strongSwan's {@code ke1_mlkem768}: the method of an additional key exchange (RFC 9370). */
    private static Transform additional(int number, String keyword) throws BadValueException {
        TransformId method = ADDITIONAL_ONLY.get(keyword);
        TransformId id = method != null ? method : parse(keyword).id();
        if (!id.type().equals(TransformType.KE)) {
            throw new BadValueException(Syntax.quote(keyword) + " is no key exchange method");
        }
        return Transform.of(id.as(TransformType.additionalKe(number)));
    }

    /** @throws BadValueException saying why the algorithm can't be had, or what was probably meant */
    static Transform parse(String keyword) throws BadValueException {
        Transform transform = KNOWN.get(keyword);
        if (transform != null) {
            return transform;
        }
        Matcher additional = ADDITIONAL.matcher(keyword);
        if (additional.matches()) {
            return additional(Integer.parseInt(additional.group(1)), additional.group(2));
        }
        Optional<String> reason = KNOWN_BUT_NOT_HERE.entrySet().stream()
                .filter(e -> e.getKey().matcher(keyword).matches())
                .map(Map.Entry::getValue)
                .findFirst();
        throw new BadValueException(reason.map(why -> Syntax.quote(keyword) + " " + why)
                .orElseGet(() -> "unknown algorithm " + Syntax.quote(keyword) + Nearest.hint(keyword, all())));
    }
}
