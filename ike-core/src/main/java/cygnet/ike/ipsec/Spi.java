package cygnet.ike.ipsec;

import cygnet.crypto.Octets;

/** The SPI of an AH or ESP SA: 32 bits, never 0 to 255 (RFC 4303 section 2.1). */
public record Spi(int value) {
    private static final int LEAST = 256;

    public Spi {
        if (Integer.compareUnsigned(value, LEAST) < 0) {
            throw new IllegalArgumentException("SPI " + value + " is reserved");
        }
    }

    public static boolean isValid(int value) {
        return Integer.compareUnsigned(value, LEAST) >= 0;
    }

    /** Four octets, big-endian. */
    public Octets octets() {
        return Octets.ofInt(value);
    }

    @Override
    public String toString() {
        return String.format("%08x", value);
    }
}
