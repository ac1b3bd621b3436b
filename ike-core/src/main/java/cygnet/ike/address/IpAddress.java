package cygnet.ike.address;

import cygnet.crypto.Octets;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** An IPv4 (4 octets) or IPv6 (16 octets) address, big-endian, without a zone. */
public record IpAddress(Octets octets) {
    private static final int IPV6_GROUPS = 8;

    public static final IpAddress ANY_IPV4 = new IpAddress(Octets.of(new byte[4]));
    public static final IpAddress ANY_IPV6 = new IpAddress(Octets.of(new byte[16]));

    public IpAddress {
        if (octets.length() != 4 && octets.length() != 16) {
            throw new IllegalArgumentException("an IP address has 4 or 16 octets, not " + octets.length());
        }
    }

    public static IpAddress of(InetAddress address) {
        return new IpAddress(Octets.of(address.getAddress()));
    }

    /**
     * Parses a literal: dotted decimal, or a text form of RFC 4291 section 2.2. Names are refused, and so are the
     * abbreviations and octal numbers of old: nothing is ever looked up or guessed.
     *
     * @throws IllegalArgumentException if {@code text} is not an address
     */
    public static IpAddress parse(String text) {
        return new IpAddress(AddressLiteral.parse(text));
    }

    public boolean isIpv6() {
        return octets.length() == 16;
    }

    /** 32 or 128. */
    public int bits() {
        return octets.length() * 8;
    }

    /** 0.0.0.0 or ::. */
    public boolean isAny() {
        return octets.isAllZero();
    }

    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(octets.toByteArray());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the length was checked", e);
        }
    }

    /** Canonical text; IPv6 as RFC 5952 wants it. */
    @Override
    public String toString() {
        if (!isIpv6()) {
            return octets.at(0) + "." + octets.at(1) + "." + octets.at(2) + "." + octets.at(3);
        }
        int zerosFrom = -1;
        int zeros = 1;
        for (int i = 0; i < IPV6_GROUPS; i++) {
            int run = 0;
            while (i + run < IPV6_GROUPS && octets.uint16(2 * (i + run)) == 0) {
                run++;
            }
            if (run > zeros) {
                zerosFrom = i;
                zeros = run;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < IPV6_GROUPS; i++) {
            if (i == zerosFrom) {
                text.append("::");
                i += zeros - 1; // the run is written
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(octets.uint16(2 * i)));
            }
        }
        return text.toString();
    }
}
