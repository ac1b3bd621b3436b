package cygnet.kernel.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes netlink messages one behind the other into a direct buffer. Structures and attributes are made of zeros; the
 * caller fills them in at the index that it is given.
 */
public final class MessageWriter {
    private final ByteBuffer buffer;
    private int start;
    private int end;

    /** @param capacity octets */
    public MessageWriter(int capacity) {
        buffer = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
    }

    /** Begins a message behind those that are there. */
    void begin(int type, int flags, int sequence) {
        start = end;
        int at = structure(NetlinkMessage.HEADER_OCTETS);
        buffer.putShort(at + 4, (short) type);
        buffer.putShort(at + 6, (short) flags);
        buffer.putInt(at + 8, sequence);
        updateLength();
    }

    /** Adds a structure of zeros to the message and returns its index in {@link #buffer}. */
    public int structure(int octets) {
        int at = end;
        end = at + NetlinkMessage.align(octets);
        if (end > buffer.capacity()) {
            throw new IllegalStateException("netlink message of more than " + buffer.capacity() + " octets");
        }
        for (int i = at; i < end; i++) {
            buffer.put(i, (byte) 0);
        }
        updateLength();
        return at;
    }

    /** Adds an attribute of zeros to the message and returns the index of its payload in {@link #buffer}. */
    public int attribute(int type, int octets) {
        int at = structure(Attributes.HEADER_OCTETS + octets);
        buffer.putShort(at, (short) (Attributes.HEADER_OCTETS + octets));
        buffer.putShort(at + 2, (short) type);
        return at + Attributes.HEADER_OCTETS;
    }

    /** Where to fill structures and attributes in, by absolute indices. Native byte order. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** All messages: a view from index 0 to its limit. */
    public ByteBuffer written() {
        return NetlinkMessage.slice(buffer, 0, end);
    }

    /** Forgets all messages, and overwrites them, as there may have been keys in them. */
    void wipe() {
        for (int i = 0; i < end; i++) {
            buffer.put(i, (byte) 0);
        }
        start = 0;
        end = 0;
    }

    private void updateLength() {
        buffer.putInt(start, end - start);
    }
}
