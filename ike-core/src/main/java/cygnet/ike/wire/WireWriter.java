package cygnet.ike.wire;

import cygnet.crypto.Octets;
import java.util.Arrays;

/**
 * Writes big-endian numbers and octets one after another. A number that does not fit its field is the caller's mistake:
 * {@link IllegalArgumentException}.
 */
public final class WireWriter {
    private static final int USUAL_SIZE = 512;

    private byte[] buffer = new byte[USUAL_SIZE];
    private int length;

    /** Octets written so far. */
    public int length() {
        return length;
    }

    public WireWriter uint8(int value) {
        checkFits(value, 0xff);
        // Not buffer[grow(1)]: that would write to the buffer from before it grew.
        int at = grow(1);
        buffer[at] = (byte) value;
        return this;
    }

    public WireWriter uint16(int value) {
        checkFits(value, 0xffff);
        int at = grow(2);
        buffer[at] = (byte) (value >> 8);
        buffer[at + 1] = (byte) value;
        return this;
    }

    public WireWriter int32(int value) {
        return uint16(value >>> 16).uint16(value & 0xffff);
    }

    public WireWriter int64(long value) {
        return int32((int) (value >>> 32)).int32((int) value);
    }

    public WireWriter octets(Octets value) {
        int at = grow(value.length());
        value.copyTo(buffer, at);
        return this;
    }

    /** Zeros, as RESERVED fields want them. */
    public WireWriter zeros(int count) {
        int at = grow(count);
        Arrays.fill(buffer, at, at + count, (byte) 0);
        return this;
    }

    /** Overwrites two octets that were written before: a length that is now known. */
    public void patchUint16(int at, int value) {
        checkFits(value, 0xffff);
        checkWritten(at, 2);
        buffer[at] = (byte) (value >> 8);
        buffer[at + 1] = (byte) value;
    }

    /** Overwrites one octet that was written before. */
    public void patchUint8(int at, int value) {
        checkFits(value, 0xff);
        checkWritten(at, 1);
        buffer[at] = (byte) value;
    }

    /** Overwrites four octets that were written before. */
    public void patchInt32(int at, int value) {
        patchUint16(at, value >>> 16);
        patchUint16(at + 2, value & 0xffff);
    }

    /** What was written. The buffer is handed over, not copied: the writer is done. */
    public Octets toOctets() {
        Octets written = Octets.owning(buffer).first(length);
        buffer = new byte[0];
        length = 0;
        return written;
    }

    private int grow(int count) {
        int needed = Math.addExact(length, count);
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(needed, 2 * buffer.length));
        }
        int at = length;
        length = needed;
        return at;
    }

    private void checkWritten(int at, int count) {
        if (at < 0 || at + count > length) {
            throw new IndexOutOfBoundsException("octets " + at + " to " + (at + count) + " of " + length);
        }
    }

    private static void checkFits(int value, int most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(value + " does not fit a field of 0 to " + most);
        }
    }
}
