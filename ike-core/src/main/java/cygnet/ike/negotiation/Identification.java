package cygnet.ike.negotiation;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.certificate.DistinguishedName;
import cygnet.ike.address.IpAddress;
import cygnet.ike.registry.IdType;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Who a peer says it is (RFC 7296 section 3.5): a type and its data. */
public record Identification(IdType type, Octets data) {
    /** The name of nobody (RFC 7619). */
    public static final Identification NULL = new Identification(IdType.NULL, Octets.empty());

    /** A host name, without a trailing dot. */
    public static Identification fqdn(String name) {
        return new Identification(IdType.FQDN, Octets.ofUtf8(name));
    }

    public static Identification address(IpAddress address) {
        return new Identification(address.isIpv6() ? IdType.IPV6_ADDR : IdType.IPV4_ADDR, address.octets());
    }

    /** The name, lower case and without a trailing dot, if this is an FQDN. It is the peer's word: check it. */
    public Optional<String> fqdn() {
        if (!type.equals(IdType.FQDN)) {
            return Optional.empty();
        }
        String name = new String(data.toByteArray(), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        return Optional.of(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
    }

    /**
     * Whether both name the same: octet for octet, but host names without regard to case and a trailing dot, and
     * distinguished names by their attributes.
     */
    public boolean sameAs(Identification other) {
        if (type.equals(IdType.DER_ASN1_DN) && other.type.equals(IdType.DER_ASN1_DN)) {
            return equals(other)
                    || (distinguishedName().isPresent() && distinguishedName().equals(other.distinguishedName()));
        }
        return type.equals(IdType.FQDN) ? fqdn().equals(other.fqdn()) : equals(other);
    }

    private Optional<DistinguishedName> distinguishedName() {
        try {
            return type.equals(IdType.DER_ASN1_DN) ? Optional.of(DistinguishedName.ofDer(data)) : Optional.empty();
        } catch (CryptoException e) {
            return Optional.empty();
        }
    }

    /** Printable; octets outside printable ASCII are escaped, so that it can be logged. */
    @Override
    public String toString() {
        boolean readable = type.equals(IdType.FQDN) || type.equals(IdType.RFC822_ADDR);
        if (readable) {
            StringBuilder text = new StringBuilder(data.length());
            for (int i = 0; i < Math.min(data.length(), 255); i++) {
                int octet = data.at(i);
                if (octet > 0x20 && octet < 0x7f && octet != '\\') {
                    text.append((char) octet);
                } else {
                    text.append(String.format("\\%03d", octet));
                }
            }
            return text.toString();
        }
        Optional<DistinguishedName> name = distinguishedName();
        if (name.isPresent()) {
            return name.get().toString();
        }
        boolean isAddress = (type.equals(IdType.IPV4_ADDR) && data.length() == 4)
                || (type.equals(IdType.IPV6_ADDR) && data.length() == 16);
        if (isAddress) {
            return new IpAddress(data).toString();
        }
        return type.equals(IdType.NULL) ? "ID_NULL" : type + ":" + data;
    }
}
