package cygnet.daemon.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A section with all that it inherits, in order of first appearance, its own first.
 *
 * @param path dotted, as written; empty for the whole file
 * @param position where it begins first
 */
record Section(
        String name, String path, Position position, Map<String, Setting> settings, Map<String, Section> sections) {
    Section {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        sections = Collections.unmodifiableMap(new LinkedHashMap<>(sections));
    }

    static Section empty(String name, String path, Position position) {
        return new Section(name, path, position, Map.of(), Map.of());
    }

    boolean isEmpty() {
        return settings.isEmpty() && sections.isEmpty();
    }
}
