package cygnet.daemon.config;

import cygnet.crypto.Secret;
import cygnet.dns.publish.TsigKey;
import cygnet.dns.publish.TsigKey.Algorithm;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file with the key for updates: what BIND's {@code tsig-keygen} or Knot's {@code keymgr -t} prints, or the secret alone
 * in base64. No message quotes it.
 */
final class TsigKeySyntax {
    private static final Pattern BIND_NAME = Pattern.compile("(?m)^\\s*key\\s+\"?([^\"\\s{]+)\"?\\s*\\{");
    private static final Pattern KNOT_NAME = Pattern.compile("(?m)^\\s*-\\s*id:\\s*\"?([^\"\\s]+)\"?\\s*$");
    private static final Pattern ALGORITHM = Pattern.compile("(?m)^\\s*algorithm:?\\s+\"?([A-Za-z0-9.-]+)\"?;?\\s*$");
    private static final Pattern SECRET = Pattern.compile("(?m)^\\s*secret:?\\s+\"?([A-Za-z0-9+/=]+)\"?;?\\s*$");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/=\\s]+");

    private TsigKeySyntax() {}

    /** @param name and {@code algorithm} as configured; what the file says may be left out, but not contradicted */
    static TsigKey parse(String text, Optional<String> name, Optional<Algorithm> algorithm) throws BadValueException {
        boolean isBare = BASE64.matcher(text).matches();
        Optional<String> secret = isBare ? Optional.of(text.replaceAll("\\s", "")) : first(text, SECRET);
        if (secret.isEmpty()) {
            throw new BadValueException(
                    "the file is neither a secret in base64 nor a key as tsig-keygen or keymgr -t print it");
        }
        Optional<String> ownName =
                isBare ? Optional.empty() : first(text, BIND_NAME).or(() -> first(text, KNOT_NAME));
        Optional<Algorithm> ownAlgorithm = isBare ? Optional.empty() : Optional.of(algorithm(first(text, ALGORITHM)));
        String keyName = agreed("key_name", name, ownName)
                .orElseThrow(() -> new BadValueException("the file has no name for the key: tell the key_name"));
        Algorithm keyAlgorithm =
                agreed("key_algorithm", algorithm, ownAlgorithm).orElse(Algorithm.HMAC_SHA256);
        try {
            byte[] octets = Base64.getDecoder().decode(secret.get());
            if (octets.length == 0) {
                throw new BadValueException("the secret is empty");
            }
            return new TsigKey(keyName, keyAlgorithm, Secret.owning(octets));
        } catch (IllegalArgumentException e) {
            throw new BadValueException(
                    "the secret is not base64, or " + Syntax.quote(keyName) + " is no name for a key");
        }
    }

    private static <T> Optional<T> agreed(String what, Optional<T> told, Optional<T> own) throws BadValueException {
        if (told.isPresent() && own.isPresent() && !told.equals(own)) {
            throw new BadValueException(
                    "the file says " + Syntax.quote(own.get().toString()) + ", and " + what + " says "
                            + Syntax.quote(told.get().toString()));
        }
        return told.or(() -> own);
    }

    private static Optional<String> first(String text, Pattern pattern) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Algorithm algorithm(Optional<String> word) throws BadValueException {
        List<Algorithm> all = Arrays.asList(Algorithm.values());
        return all.stream()
                .filter(a -> word.filter(a.toString()::equalsIgnoreCase).isPresent())
                .findFirst()
                .orElseThrow(() -> new BadValueException(
                        "the key in the file is for " + word.map(Syntax::quote).orElse("no algorithm")
                                + ": only hmac-sha256 and hmac-sha512 are used"));
    }
}
