package cygnet.daemon.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A section as it grows while files are parsed: what is repeated is merged, and inheritance is not yet resolved. */
final class SectionDraft {
    /** The dotted path of a section to inherit from. */
    record Reference(String path, Position position) {}

    final String name;
    final String path;
    final Position position;
    final Map<String, Setting> settings = new LinkedHashMap<>();
    final Map<String, SectionDraft> sections = new LinkedHashMap<>();
    final List<Reference> references = new ArrayList<>();

    private SectionDraft(String name, String path, Position position) {
        this.name = name;
        this.path = path;
        this.position = position;
    }

    static SectionDraft root(Position position) {
        return new SectionDraft("", "", position);
    }

    /** The section of that name in this one, begun at {@code at} if there is none yet. */
    SectionDraft section(String child, Position at) {
        return sections.computeIfAbsent(
                child, name -> new SectionDraft(name, path.isEmpty() ? name : path + "." + name, at));
    }

    /** The last one with a key wins; its place in the order stays the first one's. */
    void put(Setting setting) {
        settings.put(setting.key(), setting);
    }
}
