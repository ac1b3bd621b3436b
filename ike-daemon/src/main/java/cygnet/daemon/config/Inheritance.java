package cygnet.daemon.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Resolves {@code name : reference, reference { ... }}. What a section does not say itself, the first reference that says
 * it decides; sections of one name are merged all the way down. A cleared key hides what would be inherited.
 */
final class Inheritance {
    /** Chains of references can multiply sections; no file that a person means comes near this. */
    private static final int MAX_SECTIONS = 100_000;

    private static final int MAX_DEPTH = 200;

    private final SectionDraft root;
    private final Problems problems;
    private final Deque<SectionDraft> resolving = new ArrayDeque<>();
    private final Set<SectionDraft> referredTo = new LinkedHashSet<>();
    private int resolved;

    private Inheritance(SectionDraft root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    /** The tree of {@code root} without the top-level sections that are there only to be inherited. */
    static Section resolve(SectionDraft root, Set<String> knownAtTop, Problems problems) {
        Inheritance inheritance = new Inheritance(root, problems);
        Section whole = inheritance.resolve(root);
        Map<String, Section> sections = new LinkedHashMap<>(whole.sections());
        sections.keySet().removeIf(name -> !knownAtTop.contains(name) && inheritance.isTemplate(name));
        return new Section("", "", root.position, whole.settings(), sections);
    }

    private boolean isTemplate(String topLevelName) {
        return referredTo.stream().anyMatch(s -> s.path.equals(topLevelName) || s.path.startsWith(topLevelName + "."));
    }

    private Section resolve(SectionDraft draft) {
        if (++resolved > MAX_SECTIONS || resolving.size() > MAX_DEPTH) {
            problems.error(root.position, "sections inherit from sections too often or too deeply");
            return Section.empty(draft.name, draft.path, draft.position);
        }
        resolving.push(draft);
        Map<String, Section> sections = new LinkedHashMap<>();
        draft.sections.forEach((name, child) -> sections.put(name, resolve(child)));
        Section own = new Section(draft.name, draft.path, draft.position, draft.settings, sections);
        for (SectionDraft.Reference reference : draft.references) {
            Optional<SectionDraft> base = find(reference);
            if (base.isPresent()) {
                own = merge(own, resolve(base.get()));
            }
        }
        resolving.pop();
        return own;
    }

    private Optional<SectionDraft> find(SectionDraft.Reference reference) {
        SectionDraft found = root;
        for (String name : reference.path().split("\\.", -1)) {
            SectionDraft child = found.sections.get(name);
            if (child == null) {
                problems.error(reference.position(), "there is no section '" + reference.path() + "' to inherit from");
                return Optional.empty();
            }
            found = child;
        }
        referredTo.add(found);
        if (resolving.contains(found)) {
            problems.error(reference.position(), "section '" + reference.path() + "' inherits from itself");
            return Optional.empty();
        }
        return Optional.of(found);
    }

    private static Section merge(Section own, Section base) {
        Map<String, Setting> settings = new LinkedHashMap<>(own.settings());
        base.settings().forEach(settings::putIfAbsent);
        Map<String, Section> sections = new LinkedHashMap<>(own.sections());
        base.sections().forEach((name, section) -> sections.merge(name, section, Inheritance::merge));
        return new Section(own.name(), own.path(), own.position(), settings, sections);
    }
}
