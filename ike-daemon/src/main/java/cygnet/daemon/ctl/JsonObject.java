package cygnet.daemon.ctl;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A flat JSON object (RFC 8259): names with strings and numbers, in the order in which they were put. */
final class JsonObject {
    private final Map<String, String> members = new LinkedHashMap<>();

    JsonObject put(String name, String value) {
        members.put(quoted(name), quoted(value));
        return this;
    }

    JsonObject put(String name, long value) {
        members.put(quoted(name), Long.toString(value));
        return this;
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < 0x20) {
                        quoted.append(String.format("\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    @Override
    public String toString() {
        return members.entrySet().stream()
                .map(m -> "  " + m.getKey() + ": " + m.getValue())
                .collect(Collectors.joining(",\n", "{\n", "\n}"));
    }
}
