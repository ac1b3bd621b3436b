package cygnet.daemon.config;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Group;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Groups;
import cygnet.ike.policy.Opportunism;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code manual_sas} in {@code daemon} names, and its place among connections and groups. */
final class ManualSas {
    private static final String KEY = "manual_sas";

    private ManualSas() {}

    /** The pairs of SAs in the file, if one is named. */
    static List<ManualSa> read(SectionReader daemon, KeyFiles files, KernelFit fit, Problems problems) {
        return daemon.setting(KEY)
                .flatMap(setting -> daemon.value(KEY, name -> sections(name, files, problems)))
                .map(file -> ManualSaReader.read(file, fit))
                .orElse(List.of());
    }

    private static SectionReader sections(String name, KeyFiles files, Problems problems) throws BadValueException {
        String text = files.secretText("", name);
        Path file = files.secretFile("", name);
        SectionDraft draft = SectionDraft.root(new Position(file, 1, 1));
        ConfigParser.parse(
                file,
                text,
                draft,
                (pattern, position, section) ->
                        problems.error(position, "keys are in this one file: nothing is included"),
                problems);
        Section tree = Inheritance.resolve(draft, draft.sections.keySet(), problems);
        return new SectionReader(tree, problems);
    }

    /** The policies of a connection with the same peer would take the place of those that are here. */
    static void refuseConnections(SectionReader daemon, List<ManualSa> sas, List<Connection> connections) {
        for (ManualSa sa : sas) {
            connections.stream()
                    .filter(c -> c.remoteAddresses().contains(remote(sa))
                            && c.localAddresses().contains(sa.inbound().id().destination()))
                    .findFirst()
                    .ifPresent(c -> daemon.error(
                            KEY,
                            KEY + ": " + sa.name() + " is with " + remote(sa) + ", with which connections." + c.name()
                                    + " negotiates: name other remote_addrs there"));
        }
    }

    /** To the groups such a peer is one that nobody negotiates with, and that nothing else is said to. */
    static Opportunism without(Opportunism groups, List<ManualSa> sas) {
        List<GroupRule> rules = new ArrayList<>(groups.groups().rules());
        for (ManualSa sa : sas) {
            GroupRule rule =
                    GroupRule.of(Group.BLOCK, IpNetwork.host(remote(sa)), Assurance.DNS, KEY + " " + sa.name());
            Optional<GroupRule> same = rules.stream()
                    .filter(r -> r.traffic().equals(rule.traffic()))
                    .findFirst();
            same.ifPresent(rules::remove);
            rules.add(rule);
        }
        return new Opportunism(new Groups(rules), groups.patience(), groups.anybody());
    }

    private static IpAddress remote(ManualSa sa) {
        return sa.outbound().id().destination();
    }
}
