package cygnet.ike.address;

import cygnet.crypto.Octets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** The text forms of addresses: dotted decimal, and those of RFC 4291 section 2.2. */
final class AddressLiteral {
    private static final Pattern DECIMAL_OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern HEX_GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
    private static final int IPV4_OCTETS = 4;
    private static final int IPV6_OCTETS = 16;

    private final String text;

    private AddressLiteral(String text) {
        this.text = text;
    }

    /** Four or sixteen octets. */
    static Octets parse(String text) {
        AddressLiteral literal = new AddressLiteral(text);
        return Octets.owning(text.indexOf(':') < 0 ? literal.ipv4(text) : literal.ipv6());
    }

    private byte[] ipv4(String dotted) {
        String[] parts = dotted.split("\\.", -1);
        if (parts.length != IPV4_OCTETS) {
            throw bad();
        }
        byte[] octets = new byte[IPV4_OCTETS];
        for (int i = 0; i < IPV4_OCTETS; i++) {
            if (!DECIMAL_OCTET.matcher(parts[i]).matches() || Integer.parseInt(parts[i]) > 0xff) {
                throw bad();
            }
            octets[i] = (byte) Integer.parseInt(parts[i]);
        }
        return octets;
    }

    private byte[] ipv6() {
        // "The "::" can only appear once in an address", and stands for "one or more groups".
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] octets = groups(text, true);
            if (octets.length != IPV6_OCTETS) {
                throw bad();
            }
            return octets;
        }
        byte[] front = groups(text.substring(0, gap), false);
        byte[] back = groups(text.substring(gap + 2), true);
        if (front.length + back.length > IPV6_OCTETS - 2) {
            throw bad();
        }
        byte[] octets = Arrays.copyOf(front, IPV6_OCTETS);
        System.arraycopy(back, 0, octets, IPV6_OCTETS - back.length, back.length);
        return octets;
    }

    /**
     * Groups of 16 bits with colons between them.
     *
     * @param atEnd the last may be an IPv4 address: {@code x:x:x:x:x:x:d.d.d.d}
     */
    private byte[] groups(String part, boolean atEnd) {
        if (part.isEmpty()) {
            return new byte[0];
        }
        String[] groups = part.split(":", -1);
        byte[] octets = new byte[0];
        for (int i = 0; i < groups.length; i++) {
            boolean last = i == groups.length - 1;
            byte[] next = atEnd && last && groups[i].indexOf('.') >= 0 ? ipv4(groups[i]) : group(groups[i]);
            octets = Arrays.copyOf(octets, octets.length + next.length);
            System.arraycopy(next, 0, octets, octets.length - next.length, next.length);
            if (octets.length > IPV6_OCTETS) {
                throw bad();
            }
        }
        return octets;
    }

    private byte[] group(String hex) {
        if (!HEX_GROUP.matcher(hex).matches()) {
            throw bad();
        }
        int value = Integer.parseInt(hex, 16);
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    private IllegalArgumentException bad() {
        return new IllegalArgumentException("not an IP address: " + text);
    }
}
