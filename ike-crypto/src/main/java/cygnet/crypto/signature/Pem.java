package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM file (RFC 7468).
 *
 * @param label what the BEGIN line says, such as {@code PRIVATE KEY}
 */
record Pem(String label, Octets contents) {
    private static final int LINE_LENGTH = 64;
    private static final int LONGEST_FILE = 1 << 16;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*+(?:-(?!----)[^-]*+)*+)-----END \\1-----");

    /** The blocks of {@code text} in order; what is around them is comment. */
    static List<Pem> read(String text) throws CryptoException {
        if (text.length() > LONGEST_FILE) {
            throw new CryptoException("a PEM file of " + text.length() + " characters is too long for a key");
        }
        List<Pem> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            blocks.add(new Pem(matcher.group(1), decode(matcher.group(1), matcher.group(2))));
        }
        if (blocks.isEmpty()) {
            throw new CryptoException("no PEM block (-----BEGIN ...----- to -----END ...-----)");
        }
        return blocks;
    }

    private static Octets decode(String label, String body) throws CryptoException {
        if (body.contains("Proc-Type:") || label.equals("ENCRYPTED PRIVATE KEY")) {
            throw new CryptoException("the private key is encrypted with a passphrase: store it unencrypted");
        }
        try {
            return Octets.owning(Base64.getDecoder().decode(body.replaceAll("\\s", "")));
        } catch (IllegalArgumentException e) {
            throw new CryptoException("the PEM block " + label + " is not base64", e);
        }
    }

    /** The block as text. */
    String encode() {
        Base64.Encoder base64 = Base64.getMimeEncoder(LINE_LENGTH, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN " + label + "-----\n" + base64.encodeToString(contents.toByteArray()) + "\n-----END " + label
                + "-----\n";
    }

    /** Without the contents, which may be a private key. */
    @Override
    public String toString() {
        return label;
    }
}
