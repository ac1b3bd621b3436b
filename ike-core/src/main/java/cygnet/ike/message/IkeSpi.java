package cygnet.ike.message;

import cygnet.crypto.Octets;

/** The SPI of an IKE SA (RFC 7296 section 3.1): 64 bits, of which zero means "none yet". */
public record IkeSpi(long value) {
    public static final IkeSpi ZERO = new IkeSpi(0);

    /** Eight octets, big-endian. */
    public Octets octets() {
        return Octets.ofLong(value);
    }

    public boolean isZero() {
        return value == 0;
    }

    @Override
    public String toString() {
        return String.format("%016x", value);
    }
}
