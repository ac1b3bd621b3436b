package cygnet.dns.resolver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Cuts a stream into messages: each comes behind its length in two octets (RFC 1035 section 4.2.2). */
final class FrameReader {
    private static final int UNKNOWN = -1;

    private int firstOctet = UNKNOWN;
    private byte @Nullable [] message;
    private int filled;

    /** Reads all of {@code in}; whole messages go to {@code sink}. */
    void read(ByteBuf in, Consumer<byte[]> sink) {
        while (in.isReadable()) {
            byte[] current = message;
            if (current == null) {
                readLength(in.readUnsignedByte());
            } else {
                int count = Math.min(in.readableBytes(), current.length - filled);
                in.readBytes(current, filled, count);
                filled += count;
            }
            byte[] whole = message;
            if (whole != null && filled == whole.length) {
                message = null;
                sink.accept(whole);
            }
        }
    }

    private void readLength(int octet) {
        if (firstOctet == UNKNOWN) {
            firstOctet = octet;
        } else {
            message = new byte[firstOctet << 8 | octet];
            filled = 0;
            firstOctet = UNKNOWN;
        }
    }

    /** Whether a message has begun that has not ended. */
    boolean isWithinMessage() {
        return message != null || firstOctet != UNKNOWN;
    }

    /** A message behind its length. */
    static ByteBuf frame(byte[] message) {
        byte[] length = new byte[2];
        Wire.putUint16(length, 0, message.length);
        return Unpooled.wrappedBuffer(length, message);
    }
}
