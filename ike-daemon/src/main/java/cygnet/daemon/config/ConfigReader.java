package cygnet.daemon.config;

import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Opportunism;
import cygnet.ike.policy.PeerPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the configuration file. It is taken as a whole or not at all: first all mistakes of syntax are told, then, if there
 * are none, all mistakes of meaning.
 */
public final class ConfigReader {
    private static final String CONNECTIONS = "connections";
    private static final String SECRETS = "secrets";

    private static final Set<String> SECTIONS =
            Set.of("host", "dns", "daemon", "groups", CONNECTIONS, SECRETS, "authorities", "pools");

    private ConfigReader() {}

    /**
     * Reads {@code file} and the keys that it names, which lie beside it: private keys in {@code private/}, public ones
     * in {@code pubkey/}.
     *
     * @throws ConfigException with all that is wrong
     */
    public static LoadedConfig read(Path file) throws ConfigException {
        Problems problems = new Problems();
        SectionDraft draft = ConfigFiles.read(file, problems);
        problems.throwIfAny();
        Section tree = Inheritance.resolve(draft, SECTIONS, problems);
        problems.throwIfAny();
        DaemonConfig config = read(new SectionReader(tree, problems), ConfigFiles.directoryOf(file), problems);
        problems.throwIfAny();
        return new LoadedConfig(config, problems.warnings());
    }

    private static DaemonConfig read(SectionReader file, Path directory, Problems problems) {
        KeyFiles keyFiles = new KeyFiles(directory);
        boolean hasResolver = !file.subsection("dns").section().isEmpty();
        HostConfig host = HostReader.read(file.subsection("host"), keyFiles, hasResolver);
        Optional<DnsSettings> dns = DnsReader.read(file.subsection("dns"), keyFiles);
        SectionReader daemonSection = file.subsection("daemon");
        DaemonSettings daemon = DaemonReader.read(daemonSection);
        KernelFit fit = KernelFit.of(daemon.kernel());
        List<ManualSa> manual = ManualSas.read(daemonSection, keyFiles, fit, problems);
        daemonSection.finish();
        SecretsReader secrets = SecretsReader.read(file.subsection(SECRETS), keyFiles);
        Authorities authorities = Authorities.read(file.subsection("authorities"), keyFiles.certificates());
        ConnectionsReader connections = new ConnectionsReader(
                new LocalAuthReader(host, keyFiles, secrets),
                new RemoteAuthReader(dns, keyFiles, secrets, authorities),
                fit);
        Optional<Opportunism> groups =
                GroupsReader.read(file.subsection("groups"), host, dns, fit, directory, problems);
        List<Connection> read = connections.read(file.subsection(CONNECTIONS));
        ManualSas.refuseConnections(daemonSection, manual, read);
        PeerPolicy peers = new PeerPolicy(read, secrets.shared(), groups.map(g -> ManualSas.without(g, manual)));
        refuseContents(file, "pools", "virtual addresses are not available");
        file.finish();
        return new DaemonConfig(host, dns, daemon, peers, manual);
    }

    private static void refuseContents(SectionReader file, String name, String why) {
        file.existing(name).filter(s -> !s.section().isEmpty()).ifPresent(s -> s.error(name + ": " + why));
    }
}
