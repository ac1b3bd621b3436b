package cygnet.ike.address;

import cygnet.crypto.Octets;

/** A prefix: an address and the number of its leading bits that count. Bits behind the prefix must be zero. */
public record IpNetwork(IpAddress address, int prefixLength) {
    public IpNetwork {
        if (prefixLength < 0 || prefixLength > address.bits()) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " of " + address);
        }
        for (int bit = prefixLength; bit < address.bits(); bit++) {
            if (bit(address, bit) != 0) {
                throw new IllegalArgumentException(address + "/" + prefixLength + " has bits behind its prefix");
            }
        }
    }

    /** The network of this one address. */
    public static IpNetwork host(IpAddress address) {
        return new IpNetwork(address, address.bits());
    }

    /** The network of this prefix length that an address is in. */
    public static IpNetwork around(IpAddress address, int prefixLength) {
        byte[] octets = address.octets().toByteArray();
        for (int bit = prefixLength; bit < address.bits(); bit++) {
            octets[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return new IpNetwork(new IpAddress(Octets.owning(octets)), prefixLength);
    }

    /**
     * Parses {@code address/length} or a single address.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public static IpNetwork parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return host(IpAddress.parse(text));
        }
        String length = text.substring(slash + 1);
        if (!length.matches("\\d{1,3}")) {
            throw new IllegalArgumentException("not a prefix length: " + length);
        }
        return new IpNetwork(IpAddress.parse(text.substring(0, slash)), Integer.parseInt(length));
    }

    public boolean contains(IpAddress other) {
        if (other.isIpv6() != address.isIpv6()) {
            return false;
        }
        for (int i = 0; i < prefixLength; i++) {
            if (bit(address, i) != bit(other, i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether they have addresses in common: one is within the other then. */
    public boolean overlaps(IpNetwork other) {
        return contains(other.address) || other.contains(address);
    }

    public boolean isHost() {
        return prefixLength == address.bits();
    }

    private static int bit(IpAddress address, int index) {
        return address.octets().at(index / 8) >> (7 - index % 8) & 1;
    }

    @Override
    public String toString() {
        return address + "/" + prefixLength;
    }
}
