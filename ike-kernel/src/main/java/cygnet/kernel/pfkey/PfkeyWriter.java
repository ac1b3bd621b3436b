package cygnet.kernel.pfkey;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes one PF_KEY message into a direct buffer. Extensions are made of zeros; the caller fills them in at the index that it
 * is given.
 */
final class PfkeyWriter {
    /** Several times the longest message: an SA with its keys. */
    private static final int CAPACITY = 4096;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.nativeOrder());
    private int end;

    /** Begins the message anew. */
    void begin(PfkeyRequest request, int sequence, int sender) {
        end = 0;
        int at = add(PfkeyMessage.HEADER_OCTETS);
        buffer.put(at, (byte) PfkeyNumbers.PF_KEY_V2);
        buffer.put(at + 1, (byte) request.type());
        buffer.put(at + 3, (byte) request.saType());
        buffer.putInt(at + 8, sequence);
        buffer.putInt(at + 12, sender);
    }

    /**
     * Adds an extension, padded to eight octets, and returns its index in {@link #buffer}.
     *
     * @param octets with the four of the header, which is filled in
     */
    int extension(int type, int octets) {
        int at = add(octets);
        buffer.putShort(at, (short) ((end - at) / PfkeyMessage.UNIT));
        buffer.putShort(at + 2, (short) type);
        return at;
    }

    /** Adds an extension as it was received. */
    void copy(ByteBuffer extension) {
        int at = add(extension.limit());
        for (int i = 0; i < extension.limit(); i++) {
            buffer.put(at + i, extension.get(i));
        }
    }

    private int add(int octets) {
        int at = end;
        end = at + (octets + PfkeyMessage.UNIT - 1) / PfkeyMessage.UNIT * PfkeyMessage.UNIT;
        for (int i = at; i < end; i++) {
            buffer.put(i, (byte) 0);
        }
        buffer.putShort(4, (short) (end / PfkeyMessage.UNIT));
        return at;
    }

    /** Where to fill extensions in, by absolute indices. Native byte order. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** The message: a view from index 0 to its limit. */
    ByteBuffer written() {
        return PfkeyMessage.slice(buffer, 0, end);
    }

    /** Overwrites the message, as there may have been keys in it. */
    void wipe() {
        for (int i = 0; i < end; i++) {
            buffer.put(i, (byte) 0);
        }
        end = 0;
    }
}
