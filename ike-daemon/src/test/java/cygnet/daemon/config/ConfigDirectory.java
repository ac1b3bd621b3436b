package cygnet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** A configuration directory of a test. */
final class ConfigDirectory {
    private final Path directory;

    ConfigDirectory(Path directory) {
        this.directory = directory;
    }

    Path file() {
        return directory.resolve("cygnet.conf");
    }

    ConfigDirectory write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    ConfigDirectory writeKey(String name, String pem) throws IOException {
        write(name, pem);
        Files.setPosixFilePermissions(directory.resolve(name), PosixFilePermissions.fromString("rw-------"));
        return this;
    }

    /** A trust anchor, in the file {@code root.key}. */
    ConfigDirectory writeRootKey() throws IOException {
        return write(
                "root.key", ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n");
    }

    LoadedConfig load(String text) throws IOException, ConfigException {
        write("cygnet.conf", text);
        return ConfigReader.read(file());
    }

    /** All errors of {@code text}, without the directory's name. */
    List<String> errors(String text) throws IOException {
        write("cygnet.conf", text);
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file()));
        assertThat(e).as("a ConfigException").isNotNull();
        return relative(e.problems());
    }

    List<String> warnings(String text) throws IOException, ConfigException {
        return relative(load(text).warnings());
    }

    /** Errors of syntax alone. */
    List<String> syntaxErrors(String text) throws IOException {
        write("cygnet.conf", text);
        Problems problems = new Problems();
        SectionDraft draft = ConfigFiles.read(file(), problems);
        if (!problems.hasErrors()) {
            Inheritance.resolve(draft, Set.of(), problems);
        }
        ConfigException e = catchThrowableOfType(ConfigException.class, problems::throwIfAny);
        return e == null ? List.of() : relative(e.problems());
    }

    /** The tree of {@code text} in a form to compare: {@code a{b=1 c{}}}. */
    String tree(String text) throws IOException, ConfigException {
        write("cygnet.conf", text);
        Problems problems = new Problems();
        SectionDraft draft = ConfigFiles.read(file(), problems);
        Section tree = Inheritance.resolve(draft, new TreeMap<>(draft.sections).keySet(), problems);
        problems.throwIfAny();
        return print(tree).strip();
    }

    private static String print(Section section) {
        StringBuilder text = new StringBuilder();
        section.settings()
                .forEach((key, setting) -> text.append(key)
                        .append('=')
                        .append(setting.isCleared() ? "<none>" : setting.value())
                        .append(' '));
        section.sections()
                .forEach((name, child) -> text.append(name)
                        .append('{')
                        .append(print(child).strip())
                        .append("} "));
        return text.toString();
    }

    private List<String> relative(List<Problem> problems) {
        return problems.stream()
                .map(p -> p.toString().replace(directory + "/", ""))
                .toList();
    }
}
