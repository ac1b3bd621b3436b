package cygnet.daemon.vici;

import cygnet.crypto.Octets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The body of a vici packet: an ordered tree of values, lists and sections. Names may repeat; the first one of a name is
 * the one that is found.
 */
public record ViciMessage(List<Item> items) {
    public static final ViciMessage EMPTY = new ViciMessage(List.of());

    /** Octets of a value or of an item of a list. */
    static final int MAX_VALUE = 0xffff;

    /** Octets of a name in UTF-8. */
    static final int MAX_NAME = 0xff;

    /** One element of a message. */
    public sealed interface Item {
        /** Without control characters, at most 255 octets. */
        String name();
    }

    /** {@code name = value}; at most 65535 octets, mostly text. */
    public record Value(String name, Octets value) implements Item {
        public Value {
            checkName(name);
            checkValue(value);
        }

        public String text() {
            return ViciMessage.text(value);
        }
    }

    /** {@code name = [values]}. */
    public record ValueList(String name, List<Octets> values) implements Item {
        public ValueList {
            checkName(name);
            values = List.copyOf(values);
            values.forEach(ViciMessage::checkValue);
        }

        public List<String> texts() {
            return values.stream().map(ViciMessage::text).toList();
        }
    }

    /** <code>name { contents }</code>. */
    public record Section(String name, ViciMessage contents) implements Item {
        public Section {
            checkName(name);
        }
    }

    public ViciMessage {
        items = List.copyOf(items);
    }

    /** The value of {@code name} as text. */
    public Optional<String> text(String name) {
        return named(Value.class, name).map(Value::text);
    }

    /** The items of the list {@code name} as text; empty if there is none. */
    public List<String> texts(String name) {
        return named(ValueList.class, name).map(ValueList::texts).orElse(List.of());
    }

    /** What the section {@code name} holds. */
    public Optional<ViciMessage> section(String name) {
        return named(Section.class, name).map(Section::contents);
    }

    /** All sections, in order. */
    public List<Section> sections() {
        return all(Section.class).toList();
    }

    /** All plain values, in order. */
    public List<Value> values() {
        return all(Value.class).toList();
    }

    private <T extends Item> Stream<T> all(Class<T> type) {
        return items.stream().filter(type::isInstance).map(type::cast);
    }

    /** A loop, as the other ones here: a status of thousands of SAs is a million of these. */
    private <T extends Item> Optional<T> named(Class<T> type, String name) {
        for (Item item : items) {
            if (type.isInstance(item) && item.name().equals(name)) {
                return Optional.of(type.cast(item));
            }
        }
        return Optional.empty();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Makes a message, item by item. Values that are not there leave no trace: vici has no element for "nothing". */
    public static final class Builder {
        private final List<Item> items = new ArrayList<>();

        private Builder() {}

        /** A value with the text of {@code value}; numbers travel as text too. Text that is too long is cut. */
        public Builder put(String name, Object value) {
            Octets octets = Octets.ofUtf8(value.toString());
            items.add(new Value(name, octets.first(Math.min(octets.length(), MAX_VALUE))));
            return this;
        }

        public Builder put(String name, Optional<?> value) {
            value.ifPresent(v -> put(name, v));
            return this;
        }

        /** {@code name = yes}, or nothing. */
        public Builder putYes(String name, boolean condition) {
            return condition ? put(name, "yes") : this;
        }

        public Builder list(String name, List<?> values) {
            items.add(new ValueList(
                    name, values.stream().map(v -> Octets.ofUtf8(v.toString())).toList()));
            return this;
        }

        public Builder section(String name, ViciMessage contents) {
            items.add(new Section(name, contents));
            return this;
        }

        public Builder section(String name, Consumer<Builder> contents) {
            Builder inner = new Builder();
            contents.accept(inner);
            return section(name, inner.build());
        }

        public ViciMessage build() {
            return new ViciMessage(items);
        }
    }

    private static String text(Octets value) {
        return new String(value.toByteArray(), StandardCharsets.UTF_8);
    }

    private static void checkName(String name) {
        if (hasControls(name) || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
            throw new IllegalArgumentException("not a name of a vici element");
        }
    }

    static boolean hasControls(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < ' ' || c == 0x7f) {
                return true;
            }
        }
        return false;
    }

    private static void checkValue(Octets value) {
        if (value.length() > MAX_VALUE) {
            throw new IllegalArgumentException("a vici value of " + value.length() + " octets");
        }
    }
}
