package cygnet.daemon.vici;

import cygnet.crypto.Octets;
import cygnet.ike.wire.WireWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Octets of a {@link ViciMessage}: each element is a type, a name with its length in one octet, and a value with its length
 * in two octets, big-endian; sections and lists have an element at their end.
 */
final class ViciMessageCodec {
    private static final int SECTION_START = 1;
    private static final int SECTION_END = 2;
    private static final int KEY_VALUE = 3;
    private static final int LIST_START = 4;
    private static final int LIST_ITEM = 5;
    private static final int LIST_END = 6;

    /** What stands for octets that are not UTF-8; it may have been sent as well. */
    private static final char REPLACEMENT = '\uFFFD';

    /** As deep as sections may nest. */
    static final int MAX_DEPTH = 32;

    private final Octets octets;
    private int at;

    private ViciMessageCodec(Octets octets) {
        this.octets = octets;
    }

    static ViciMessage decode(Octets octets) throws MalformedViciException {
        return new ViciMessageCodec(octets).message(0);
    }

    private ViciMessage message(int depth) throws MalformedViciException {
        List<ViciMessage.Item> items = new ArrayList<>();
        while (at < octets.length()) {
            int type = octets.at(at++);
            switch (type) {
                case KEY_VALUE -> items.add(new ViciMessage.Value(name(), value()));
                case LIST_START -> items.add(new ViciMessage.ValueList(name(), list()));
                case SECTION_START -> {
                    if (depth == MAX_DEPTH) {
                        throw new MalformedViciException("sections are nested more than " + MAX_DEPTH + " deep");
                    }
                    items.add(new ViciMessage.Section(name(), message(depth + 1)));
                }
                case SECTION_END -> {
                    if (depth == 0) {
                        throw new MalformedViciException("the end of a section that did not begin");
                    }
                    return new ViciMessage(items);
                }
                default -> throw new MalformedViciException("element type " + type + " is out of place");
            }
        }
        if (depth > 0) {
            throw new MalformedViciException("a section does not end");
        }
        return new ViciMessage(items);
    }

    private List<Octets> list() throws MalformedViciException {
        List<Octets> values = new ArrayList<>();
        while (true) {
            int type = uint8();
            if (type == LIST_END) {
                return values;
            }
            if (type != LIST_ITEM) {
                throw new MalformedViciException("element type " + type + " in a list");
            }
            values.add(value());
        }
    }

    private String name() throws MalformedViciException {
        String name = utf8(take(uint8()));
        if (ViciMessage.hasControls(name)) {
            throw new MalformedViciException("a name with control characters");
        }
        return name;
    }

    /** Strict, so that decoding and encoding give the same octets again. */
    static String utf8(Octets octets) throws MalformedViciException {
        String text = new String(octets.toByteArray(), StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : strictly(octets);
    }

    private static String strictly(Octets octets) throws MalformedViciException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedViciException("a name that is not UTF-8");
        }
    }

    private Octets value() throws MalformedViciException {
        return take((uint8() << 8) | uint8());
    }

    private int uint8() throws MalformedViciException {
        return take(1).at(0);
    }

    private Octets take(int length) throws MalformedViciException {
        if (octets.length() - at < length) {
            throw new MalformedViciException("the message is cut off");
        }
        at += length;
        return octets.slice(at - length, at);
    }

    static void encode(ViciMessage message, WireWriter out) {
        for (ViciMessage.Item item : message.items()) {
            if (item instanceof ViciMessage.Value value) {
                start(KEY_VALUE, value.name(), out);
                value(value.value(), out);
            } else if (item instanceof ViciMessage.ValueList list) {
                start(LIST_START, list.name(), out);
                for (Octets value : list.values()) {
                    out.uint8(LIST_ITEM);
                    value(value, out);
                }
                out.uint8(LIST_END);
            } else if (item instanceof ViciMessage.Section section) {
                start(SECTION_START, section.name(), out);
                encode(section.contents(), out);
                out.uint8(SECTION_END);
            }
        }
    }

    private static void start(int type, String name, WireWriter out) {
        Octets utf8 = Octets.ofUtf8(name);
        out.uint8(type).uint8(utf8.length()).octets(utf8);
    }

    private static void value(Octets value, WireWriter out) {
        out.uint16(value.length()).octets(value);
    }
}
