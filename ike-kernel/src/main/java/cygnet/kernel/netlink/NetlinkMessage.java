package cygnet.kernel.netlink;

import cygnet.kernel.KernelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A netlink message as received (struct nlmsghdr and what follows).
 *
 * @param payload native byte order, indices from 0; a view of the receive buffer, valid until the next receive
 */
public record NetlinkMessage(int type, int flags, int sequence, ByteBuffer payload) {
    static final int ERROR = 2;
    static final int DONE = 3;
    static final int OVERRUN = 4;

    static final int HEADER_OCTETS = 16;

    static final int FLAG_REQUEST = 1;
    static final int FLAG_ACK = 4;
    static final int FLAG_DUMP_INTERRUPTED = 0x10;
    static final int FLAG_DUMP = 0x300;
    private static final int FLAG_CAPPED = 0x100;
    private static final int FLAG_ACK_ATTRIBUTES = 0x200;

    private static final int EXPLANATION_ATTRIBUTE = 1;

    /**
     * Takes a received datagram apart.
     *
     * @param datagram from index 0 to its limit
     * @throws KernelException if a length in it cannot be
     */
    public static List<NetlinkMessage> decodeAll(ByteBuffer datagram) throws KernelException {
        List<NetlinkMessage> messages = new ArrayList<>();
        int at = 0;
        while (at + HEADER_OCTETS <= datagram.limit()) {
            ByteBuffer rest = slice(datagram, at, datagram.limit() - at);
            int length = rest.getInt(0);
            if (length < HEADER_OCTETS || length > rest.limit()) {
                throw new KernelException(
                        "netlink message of " + length + " octets at " + at + " of " + datagram.limit());
            }
            messages.add(new NetlinkMessage(
                    rest.getShort(4) & 0xffff,
                    rest.getShort(6) & 0xffff,
                    rest.getInt(8),
                    slice(rest, HEADER_OCTETS, length - HEADER_OCTETS)));
            at += align(length);
        }
        return messages;
    }

    /**
     * The payload, if it is long enough for a structure.
     *
     * @throws KernelException if it has fewer than {@code octets} octets
     */
    public ByteBuffer structure(String name, int octets) throws KernelException {
        if (payload.limit() < octets) {
            throw new KernelException("netlink message type " + type + ": " + payload.limit() + " octets for a " + name
                    + " of " + octets);
        }
        return payload;
    }

    /** The attributes behind a structure of {@code octets} octets. */
    public Attributes attributesBehind(int octets) throws KernelException {
        return Attributes.decode(payload, align(octets));
    }

    /** For an ERROR message: what the kernel refused, or empty if it is an ACK. */
    Optional<NetlinkError> error() throws KernelException {
        int errno = -structure("nlmsgerr", Integer.BYTES + HEADER_OCTETS).getInt(0);
        return errno == 0 ? Optional.empty() : Optional.of(new NetlinkError(errno, explanation()));
    }

    /** For a DONE message that ends a dump: why the dump failed, if it did. */
    Optional<NetlinkError> dumpError() {
        int status = payload.limit() < Integer.BYTES ? 0 : payload.getInt(0);
        return status >= 0 ? Optional.empty() : Optional.of(new NetlinkError(-status, ""));
    }

    private String explanation() throws KernelException {
        if ((flags & FLAG_ACK_ATTRIBUTES) == 0) {
            return "";
        }
        // Not capped, the refused message stands between its header and the attributes.
        int refused = (flags & FLAG_CAPPED) != 0 ? HEADER_OCTETS : payload.getInt(Integer.BYTES);
        return attributesBehind(Integer.BYTES + refused)
                .find(EXPLANATION_ATTRIBUTE)
                .map(NetlinkMessage::text)
                .orElse("");
    }

    /** A zero-terminated string. */
    private static String text(ByteBuffer octets) {
        int end = 0;
        while (end < octets.limit() && octets.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end];
        octets.get(0, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static int align(int length) {
        return length + 3 & ~3;
    }

    static ByteBuffer slice(ByteBuffer buffer, int from, int length) {
        return buffer.slice(from, length).order(ByteOrder.nativeOrder());
    }
}
