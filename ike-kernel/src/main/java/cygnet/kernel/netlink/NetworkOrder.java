package cygnet.kernel.netlink;

import java.nio.ByteBuffer;

/** Big-endian numbers in buffers of native byte order: the kernel's __be16 and __be32. */
public final class NetworkOrder {
    private NetworkOrder() {}

    /** Puts the low 16 bits of {@code value} at the absolute index {@code at}. */
    public static void putShort(ByteBuffer buffer, int at, int value) {
        buffer.put(at, (byte) (value >> 8));
        buffer.put(at + 1, (byte) value);
    }

    /** The unsigned 16-bit number at the absolute index {@code at}. */
    public static int getShort(ByteBuffer buffer, int at) {
        return (buffer.get(at) & 0xff) << 8 | (buffer.get(at + 1) & 0xff);
    }

    public static void putInt(ByteBuffer buffer, int at, int value) {
        putShort(buffer, at, value >>> 16);
        putShort(buffer, at + 2, value);
    }

    public static int getInt(ByteBuffer buffer, int at) {
        return getShort(buffer, at) << 16 | getShort(buffer, at + 2);
    }
}
