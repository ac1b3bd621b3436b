package cygnet.daemon.ctl;

import cygnet.daemon.vici.ViciMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A vici tree as JSON (RFC 8259): sections are objects, lists are arrays, and every value is a string, as vici has it. */
final class ViciJson {
    private ViciJson() {}

    static String of(ViciMessage message) {
        return object(message, "");
    }

    /** An object whose only member is an array of objects. */
    static String of(String name, List<ViciMessage> objects) {
        String inner = "  ";
        String members = objects.stream()
                .map(message -> inner + inner + object(message, inner + inner))
                .collect(Collectors.joining(",\n"));
        return "{\n" + inner + JsonObject.quoted(name) + ": "
                + (objects.isEmpty() ? "[]" : "[\n" + members + "\n" + inner + "]") + "\n}";
    }

    private static String object(ViciMessage message, String indent) {
        if (message.items().isEmpty()) {
            return "{}";
        }
        String inner = indent + "  ";
        List<String> members = new ArrayList<>();
        for (ViciMessage.Item item : message.items()) {
            members.add(inner + member(item, inner));
        }
        return "{\n" + String.join(",\n", members) + "\n" + indent + "}";
    }

    private static String member(ViciMessage.Item item, String indent) {
        if (item instanceof ViciMessage.Section section) {
            return JsonObject.quoted(section.name()) + ": " + object(section.contents(), indent);
        }
        if (item instanceof ViciMessage.ValueList list) {
            return JsonObject.quoted(list.name()) + ": "
                    + list.texts().stream().map(JsonObject::quoted).collect(Collectors.joining(", ", "[", "]"));
        }
        ViciMessage.Value value = (ViciMessage.Value) item;
        return JsonObject.quoted(value.name()) + ": " + JsonObject.quoted(value.text());
    }
}
