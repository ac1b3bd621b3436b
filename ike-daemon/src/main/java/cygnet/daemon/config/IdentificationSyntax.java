package cygnet.daemon.config;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.certificate.DistinguishedName;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.registry.IdType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An identity: its type is told by a prefix or guessed from its form as strongSwan guesses it. {@code %any} is empty. */
final class IdentificationSyntax {
    private static final Set<String> ANY = Set.of("%any", "%any4", "%any6", "*", "0.0.0.0", "::", "0::0");

    private static final Map<String, IdType> PREFIXES = Map.ofEntries(
            Map.entry("ipv4", IdType.IPV4_ADDR),
            Map.entry("ipv6", IdType.IPV6_ADDR),
            Map.entry("rfc822", IdType.RFC822_ADDR),
            Map.entry("email", IdType.RFC822_ADDR),
            Map.entry("userfqdn", IdType.RFC822_ADDR),
            Map.entry("fqdn", IdType.FQDN),
            Map.entry("dns", IdType.FQDN),
            Map.entry("asn1dn", IdType.DER_ASN1_DN),
            Map.entry("asn1gn", IdType.DER_ASN1_GN),
            Map.entry("keyid", IdType.KEY_ID));

    private IdentificationSyntax() {}

    static Optional<Identification> parse(String text) throws BadValueException {
        if (ANY.contains(text)) {
            return Optional.empty();
        }
        int colon = text.indexOf(':');
        String prefix = colon < 0 ? "" : text.substring(0, colon);
        IdType type = PREFIXES.get(prefix);
        if (type == null && prefix.matches("\\{\\d{1,3}}")) {
            int code = Integer.parseInt(prefix.substring(1, prefix.length() - 1));
            if (code > 0xff) {
                throw new BadValueException(prefix + " is not an ID type: they end at 255");
            }
            type = new IdType(code);
        }
        Identification id = type == null ? guess(text) : ofType(type, text.substring(colon + 1));
        return Optional.of(check(id, text));
    }

    /** An identity that is somebody's. */
    static Identification parseOne(String text) throws BadValueException {
        return parse(text).orElseThrow(() -> new BadValueException(Syntax.quote(text) + " is not one identity"));
    }

    private static Identification guess(String text) throws BadValueException {
        if (text.startsWith("@#")) {
            return new Identification(IdType.KEY_ID, hex(text.substring(2)));
        }
        if (text.startsWith("@@")) {
            return new Identification(IdType.RFC822_ADDR, Octets.ofUtf8(text.substring(2)));
        }
        if (text.startsWith("@")) {
            return Identification.fqdn(text.substring(1));
        }
        if (text.indexOf('=') >= 0) {
            return distinguishedName(text);
        }
        if (text.indexOf('@') > 0) {
            return new Identification(IdType.RFC822_ADDR, Octets.ofUtf8(text));
        }
        if (AddressSyntax.isAddress(text)) {
            return Identification.address(AddressSyntax.address(text));
        }
        return text.indexOf(':') >= 0
                ? new Identification(IdType.KEY_ID, Octets.ofUtf8(text))
                : Identification.fqdn(text);
    }

    private static Identification ofType(IdType type, String value) throws BadValueException {
        if (value.startsWith("#")) {
            return new Identification(type, hex(value.substring(1)));
        }
        if (type.equals(IdType.DER_ASN1_DN)) {
            return distinguishedName(value);
        }
        boolean isAddress = type.equals(IdType.IPV4_ADDR) || type.equals(IdType.IPV6_ADDR);
        return isAddress
                ? Identification.address(AddressSyntax.address(value))
                : new Identification(type, Octets.ofUtf8(value));
    }

    private static Identification check(Identification id, String text) throws BadValueException {
        if (id.type().equals(IdType.DER_ASN1_DN)) {
            requireName(id, text);
        }
        if (id.type().equals(IdType.DER_ASN1_GN)) {
            throw new BadValueException(Syntax.quote(text) + " is not available: write the name that is in it");
        }
        boolean isName = id.type().equals(IdType.FQDN) || id.type().equals(IdType.RFC822_ADDR);
        if (isName && text.indexOf('*') >= 0) {
            throw new BadValueException(
                    "patterns such as " + Syntax.quote(text) + " are not available yet: write one name, or %any");
        }
        if (id.data().isEmpty()) {
            throw new BadValueException(Syntax.quote(text) + " names nobody");
        }
        boolean isBroken = id.type().equals(IdType.FQDN) && text.chars().anyMatch(c -> c <= ' ' || c == 0x7f);
        if (isBroken) {
            throw new BadValueException(Syntax.quote(text) + " is not a host name");
        }
        boolean isWrongFamily = (id.type().equals(IdType.IPV4_ADDR) && id.data().length() != 4)
                || (id.type().equals(IdType.IPV6_ADDR) && id.data().length() != 16)
                || (text.startsWith("ipv4:") && !id.type().equals(IdType.IPV4_ADDR))
                || (text.startsWith("ipv6:") && !id.type().equals(IdType.IPV6_ADDR));
        if (isWrongFamily) {
            throw new BadValueException(Syntax.quote(text) + " is not an address of that kind");
        }
        return id;
    }

    private static void requireName(Identification id, String text) throws BadValueException {
        try {
            if (DistinguishedName.ofDer(id.data()).isEmpty()) {
                throw new BadValueException(Syntax.quote(text) + " names nobody");
            }
        } catch (CryptoException e) {
            throw new BadValueException(Syntax.quote(text) + ": " + e.getMessage());
        }
    }

    private static Identification distinguishedName(String text) throws BadValueException {
        try {
            return new Identification(
                    IdType.DER_ASN1_DN, DistinguishedName.ofText(text).der());
        } catch (CryptoException e) {
            throw new BadValueException(Syntax.quote(text) + ": " + e.getMessage());
        }
    }

    private static Octets hex(String digits) throws BadValueException {
        if (!digits.matches("([0-9A-Fa-f]{2}:?)+")) {
            throw new BadValueException(Syntax.quote(digits) + " is not an even number of hexadecimal digits");
        }
        return Octets.ofHex(digits);
    }
}
