package cygnet.daemon.config;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A shared secret: text, {@code 0x} hexadecimal or {@code 0s} base64. No message quotes it. */
final class SecretSyntax {
    private SecretSyntax() {}

    static Secret parse(String text) throws BadValueException {
        byte[] octets = octets(text);
        if (octets.length == 0) {
            throw new BadValueException("the secret is empty");
        }
        return Secret.owning(octets);
    }

    private static byte[] octets(String text) throws BadValueException {
        String rest = text.length() < 2 ? "" : text.substring(2);
        if (text.startsWith("0x")) {
            if (!rest.matches("([0-9A-Fa-f]{2}:?)+")) {
                throw new BadValueException("after 0x comes an even number of hexadecimal digits");
            }
            return Octets.ofHex(rest).toByteArray();
        }
        if (text.startsWith("0s")) {
            try {
                return Base64.getDecoder().decode(rest);
            } catch (IllegalArgumentException e) {
                throw new BadValueException("what comes after 0s is not base64");
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
