package cygnet.daemon.config;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.Set;

/** Whatever a file holds, the parser ends, and either there is a tree or there are errors. */
class ConfigParserFuzzTest {
    private static final Path FILE = Path.of("fuzz.conf");

    @FuzzTest
    void anyTextIsParsedOrRefused(FuzzedDataProvider input) {
        Problems problems = new Problems();
        SectionDraft root = SectionDraft.root(new Position(FILE, 1, 1));
        ConfigParser.parse(
                FILE,
                input.consumeRemainingAsString(),
                root,
                (pattern, position, section) -> problems.warn(position, pattern),
                problems);
        Section tree = Inheritance.resolve(root, Set.of(), problems);
        if (!problems.hasErrors()) {
            read(tree, problems);
        }
    }

    /** Reads the tree as connections, whose values have all the forms that there are. */
    private static void read(Section tree, Problems problems) {
        SectionReader file = new SectionReader(tree, problems);
        KeyFiles files = new KeyFiles(Path.of("/nonexistent"));
        HostConfig host = HostReader.read(file.subsection("host"), files, true);
        SecretsReader secrets = SecretsReader.read(file.subsection("secrets"), files);
        var dns = DnsReader.read(file.subsection("dns"), files);
        SectionReader daemon = file.subsection("daemon");
        DaemonSettings settings = DaemonReader.read(daemon);
        daemon.finish();
        new ConnectionsReader(
                        new LocalAuthReader(host, files, secrets),
                        new RemoteAuthReader(dns, files, secrets, Authorities.NONE),
                        KernelFit.of(settings.kernel()))
                .read(file.subsection("connections"));
        file.finish();
    }
}
