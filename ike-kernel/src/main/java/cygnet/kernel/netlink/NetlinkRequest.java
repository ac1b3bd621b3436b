package cygnet.kernel.netlink;

/**
 * A request to the kernel.
 *
 * @param type the message type
 * @param body writes what follows the header
 */
public record NetlinkRequest(int type, Body body) {
    /** Writes structures and attributes behind a header. */
    @FunctionalInterface
    public interface Body {
        void write(MessageWriter writer);
    }

    /** Writes the message, asking for an ACK or for a dump. */
    void write(MessageWriter writer, int flags, int sequence) {
        writer.begin(type, NetlinkMessage.FLAG_REQUEST | flags, sequence);
        body.write(writer);
    }
}
