package cygnet.daemon.vici;

import cygnet.crypto.Octets;
import cygnet.ike.wire.WireWriter;

/** One packet of the vici protocol, without the length in front of it. */
public sealed interface ViciPacket {
    /** Octets of a packet. */
    int MAX_LENGTH = 512 * 1024;

    /** From a client: do this. */
    record CmdRequest(String name, ViciMessage message) implements ViciPacket {}

    /** To a client: done. The answer to the oldest request that has none yet. */
    record CmdResponse(ViciMessage message) implements ViciPacket {}

    /** To a client: there is no such command. */
    record CmdUnknown() implements ViciPacket {}

    /** From a client: tell me of these events. */
    record EventRegister(String name) implements ViciPacket {}

    /** From a client: no longer. */
    record EventUnregister(String name) implements ViciPacket {}

    /** To a client: registered, or no longer so. */
    record EventConfirm() implements ViciPacket {}

    /** To a client: there is no such event. */
    record EventUnknown() implements ViciPacket {}

    /** To a client, at any moment. */
    record Event(String name, ViciMessage message) implements ViciPacket {}

    /**
     * Decodes a packet.
     *
     * @throws MalformedViciException for whatever is none
     */
    static ViciPacket decode(Octets octets) throws MalformedViciException {
        if (octets.isEmpty() || octets.length() > MAX_LENGTH) {
            throw new MalformedViciException("a packet of " + octets.length() + " octets");
        }
        return switch (octets.at(0)) {
            case 0 -> new CmdRequest(name(octets), ViciMessageCodec.decode(behindName(octets)));
            case 1 -> new CmdResponse(ViciMessageCodec.decode(octets.from(1)));
            case 2 -> new CmdUnknown();
            case 3 -> new EventRegister(name(octets));
            case 4 -> new EventUnregister(name(octets));
            case 5 -> new EventConfirm();
            case 6 -> new EventUnknown();
            case 7 -> new Event(name(octets), ViciMessageCodec.decode(behindName(octets)));
            default -> throw new MalformedViciException("packet type " + octets.at(0));
        };
    }

    private static String name(Octets octets) throws MalformedViciException {
        behindName(octets);
        return ViciMessageCodec.utf8(octets.slice(2, 2 + octets.at(1)));
    }

    private static Octets behindName(Octets octets) throws MalformedViciException {
        if (octets.length() < 2 || octets.length() < 2 + octets.at(1)) {
            throw new MalformedViciException("the packet's name is cut off");
        }
        return octets.from(2 + octets.at(1));
    }

    /**
     * The packet's octets.
     *
     * @throws IllegalArgumentException if it is too long to be sent
     */
    default Octets encode() {
        WireWriter out = new WireWriter();
        encode(out);
        return out.toOctets();
    }

    /** Likewise, behind what is there already. */
    private void encode(WireWriter out) {
        int from = out.length();
        if (this instanceof CmdRequest request) {
            start(0, request.name(), out);
            ViciMessageCodec.encode(request.message(), out);
        } else if (this instanceof CmdResponse response) {
            out.uint8(1);
            ViciMessageCodec.encode(response.message(), out);
        } else if (this instanceof CmdUnknown) {
            out.uint8(2);
        } else if (this instanceof EventRegister register) {
            start(3, register.name(), out);
        } else if (this instanceof EventUnregister unregister) {
            start(4, unregister.name(), out);
        } else if (this instanceof EventConfirm) {
            out.uint8(5);
        } else if (this instanceof EventUnknown) {
            out.uint8(6);
        } else if (this instanceof Event event) {
            start(7, event.name(), out);
            ViciMessageCodec.encode(event.message(), out);
        }
        int length = out.length() - from;
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException("a vici packet of " + length + " octets");
        }
    }

    /** The packet as it is sent: four octets of length, big-endian, in front. */
    default Octets segment() {
        WireWriter out = new WireWriter().int32(0);
        encode(out);
        out.patchInt32(0, out.length() - Integer.BYTES);
        return out.toOctets();
    }

    private static void start(int type, String name, WireWriter out) {
        Octets utf8 = Octets.ofUtf8(name);
        if (utf8.length() > ViciMessage.MAX_NAME) {
            throw new IllegalArgumentException("a name of " + utf8.length() + " octets");
        }
        out.uint8(type).uint8(utf8.length()).octets(utf8);
    }
}
