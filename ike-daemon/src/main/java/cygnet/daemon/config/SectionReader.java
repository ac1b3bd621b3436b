package cygnet.daemon.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads one section. What has been asked for is what is known: {@link #finish} complains about all the rest, so there is
 * no second list of keys to keep.
 */
final class SectionReader {
    private final Section section;
    private final Problems problems;
    private final Set<String> knownKeys = new TreeSet<>();
    private final Set<String> knownSections = new TreeSet<>();

    SectionReader(Section section, Problems problems) {
        this.section = section;
        this.problems = problems;
    }

    Section section() {
        return section;
    }

    /** What {@code key} says, if it says something. */
    Optional<Setting> setting(String key) {
        knownKeys.add(key);
        return Optional.ofNullable(section.settings().get(key)).filter(s -> !s.isCleared());
    }

    /** All keys that begin with {@code prefix}. */
    List<Setting> settingsNamed(String prefix) {
        knownKeys.add(prefix);
        return section.settings().keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .flatMap(key -> setting(key).stream())
                .toList();
    }

    /** The value of {@code key}; empty if it is absent or wrong (which is then told). */
    <T> Optional<T> value(String key, Syntax<T> syntax) {
        return setting(key).flatMap(s -> parse(s, s.value(), 0, syntax));
    }

    <T> T value(String key, Syntax<T> syntax, T otherwise) {
        return value(key, syntax).orElse(otherwise);
    }

    /** The parts of a value between commas, without the wrong ones (which are told). */
    <T> List<T> list(String key, Syntax<T> syntax) {
        return setting(key).map(s -> list(s, syntax)).orElse(List.of());
    }

    <T> List<T> list(Setting setting, Syntax<T> syntax) {
        List<T> values = new ArrayList<>();
        int begin = 0;
        for (String part : setting.value().split(",", -1)) {
            int offset = begin + (part.length() - part.stripLeading().length());
            if (!part.isBlank()) {
                parse(setting, part.strip(), offset, syntax).ifPresent(values::add);
            }
            begin += part.length() + 1;
        }
        return values;
    }

    /** Parses {@code text}, which stands at {@code offset} of the setting's value. */
    <T> Optional<T> parse(Setting setting, String text, int offset, Syntax<T> syntax) {
        try {
            return Optional.of(syntax.parse(text));
        } catch (BadValueException e) {
            for (BadValueException.Flaw flaw : e.flaws()) {
                problems.error(setting.positionAt(offset + flaw.offset()), setting.key() + ": " + flaw.reason());
            }
            return Optional.empty();
        }
    }

    /** {@code key} may stand there, but does nothing. */
    void ignore(String key, String why) {
        setting(key).ifPresent(s -> problems.warn(s.position(), key + " has no effect: " + why));
    }

    /** {@code key} must not be there. */
    void refuse(String key, String why) {
        setting(key).ifPresent(s -> problems.error(s.position(), key + ": " + why));
    }

    /** {@code key} may only say what would be done anyway. */
    <T> void only(String key, Syntax<T> syntax, T possible, String why) {
        setting(key)
                .ifPresent(s -> parse(s, s.value(), 0, syntax)
                        .filter(value -> !value.equals(possible))
                        .ifPresent(value -> problems.error(s.valuePosition(), key + ": " + why)));
    }

    /** A section in this one; an empty one if it is absent. */
    SectionReader subsection(String name) {
        return existing(name)
                .orElseGet(() -> new SectionReader(Section.empty(name, name, section.position()), problems));
    }

    Optional<SectionReader> existing(String name) {
        knownSections.add(name);
        return Optional.ofNullable(section.sections().get(name)).map(s -> new SectionReader(s, problems));
    }

    /** All sections whose name begins with {@code prefix}. */
    List<SectionReader> sectionsNamed(String prefix) {
        if (!prefix.isEmpty()) {
            knownSections.add(prefix);
        }
        return section.sections().keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .flatMap(name -> existing(name).stream())
                .toList();
    }

    void refuseSections(String prefix, String why) {
        sectionsNamed(prefix).forEach(s -> s.error(s.section().name() + ": " + why));
    }

    void error(String message) {
        problems.error(section.position(), message);
    }

    /** Complains at the value of {@code key}, or at the section if it has no such key. */
    void error(String key, String message) {
        Position position = setting(key).map(Setting::valuePosition).orElse(section.position());
        problems.error(position, message);
    }

    void warn(Position position, String message) {
        problems.warn(position, message);
    }

    /** Complains about all that nobody asked for. */
    void finish() {
        section.settings().values().stream()
                .filter(s -> !knownKeys.contains(s.key()))
                .forEach(s -> problems.error(s.position(), unknownKey(s)));
        section.sections().values().stream()
                .filter(s -> !knownSections.contains(s.name()))
                .forEach(s -> problems.error(s.position(), unknownSection(s)));
    }

    private String unknownKey(Setting setting) {
        return knownSections.contains(setting.key())
                ? Syntax.quote(setting.key()) + " is a section: write " + setting.key() + " { ... }"
                : unknown("key", setting.key(), setting.section());
    }

    private String unknownSection(Section child) {
        return knownKeys.contains(child.name())
                ? Syntax.quote(child.name()) + " is a key: write " + child.name() + " = ..."
                : unknown("section", child.name(), parentOf(child.path()));
    }

    private String unknown(String kind, String name, String path) {
        Set<String> known = new TreeSet<>(knownKeys);
        known.addAll(knownSections);
        String where = path.isEmpty() ? "" : " in " + path;
        return "unknown " + kind + " " + Syntax.quote(name) + where + Nearest.hint(name, known);
    }

    private static String parentOf(String path) {
        return path.contains(".") ? path.substring(0, path.lastIndexOf('.')) : "";
    }
}
