package cygnet.kernel.pfkey;

import cygnet.kernel.KernelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A PF_KEY message as received: struct sadb_msg and the extensions behind it (RFC 2367 section 2.3).
 *
 * @param error errno, or 0
 * @param saType ESP or AH; 0 where the message is about policies
 * @param sender the process that the message answers; 0 is the kernel by itself
 * @param extensions native byte order, indices from 0; a view of the receive buffer, valid until the next receive
 */
record PfkeyMessage(int type, int error, int saType, int sequence, int sender, ByteBuffer extensions) {
    static final int HEADER_OCTETS = 16;
    /** Lengths count in these. */
    static final int UNIT = 8;

    private static final int EXTENSION_HEADER_OCTETS = 4;

    /**
     * Reads a received datagram, which is one message.
     *
     * @param datagram from index 0 to its limit
     * @throws KernelException if a length in it, or its version, cannot be
     */
    static PfkeyMessage decode(ByteBuffer datagram) throws KernelException {
        if (datagram.limit() < HEADER_OCTETS) {
            throw new KernelException("PF_KEY message of " + datagram.limit() + " octets");
        }
        int version = datagram.get(0) & 0xff;
        int length = (datagram.getShort(4) & 0xffff) * UNIT;
        if (version != PfkeyNumbers.PF_KEY_V2) {
            throw new KernelException("PF_KEY message of version " + version);
        }
        if (length < HEADER_OCTETS || length > datagram.limit()) {
            throw new KernelException("PF_KEY message that says it has " + length + " octets, of " + datagram.limit());
        }
        PfkeyMessage message = new PfkeyMessage(
                datagram.get(1) & 0xff,
                datagram.get(2) & 0xff,
                datagram.get(3) & 0xff,
                datagram.getInt(8),
                datagram.getInt(12),
                slice(datagram, HEADER_OCTETS, length - HEADER_OCTETS));
        message.requireWholeExtensions();
        return message;
    }

    private void requireWholeExtensions() throws KernelException {
        int at = 0;
        while (at < extensions.limit()) {
            int octets = lengthAt(at);
            if (octets < UNIT || octets > extensions.limit() - at) {
                throw new KernelException(
                        "PF_KEY extension of " + octets + " octets at " + at + " of " + extensions.limit());
            }
            at += octets;
        }
    }

    private int lengthAt(int at) {
        return (extensions.getShort(at) & 0xffff) * UNIT;
    }

    /**
     * The first extension of a type, with its header.
     *
     * @param octets that it has at least
     * @throws KernelException if it is there and shorter
     */
    Optional<ByteBuffer> find(int extensionType, int octets) throws KernelException {
        int at = 0;
        while (at + EXTENSION_HEADER_OCTETS <= extensions.limit()) {
            int length = lengthAt(at);
            if ((extensions.getShort(at + 2) & 0xffff) == extensionType) {
                if (length < octets) {
                    throw new KernelException("PF_KEY extension " + extensionType + " of " + length + " octets");
                }
                return Optional.of(slice(extensions, at, length));
            }
            at += length;
        }
        return Optional.empty();
    }

    /** An extension that must be there. */
    ByteBuffer require(int extensionType, int octets) throws KernelException {
        return find(extensionType, octets)
                .orElseThrow(
                        () -> new KernelException("PF_KEY message " + type + " without extension " + extensionType));
    }

    static ByteBuffer slice(ByteBuffer buffer, int from, int length) {
        return buffer.slice(from, length).order(ByteOrder.nativeOrder());
    }
}
