package cygnet.daemon.config;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.exchange.ChildPolicies;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.policy.AddressSet;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Childless;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Finding;
import cygnet.ike.policy.Group;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Groups;
import cygnet.ike.policy.Idleness;
import cygnet.ike.policy.Lifetime;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.Opportunism;
import cygnet.ike.policy.PolicyTerms;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.policy.StartAction;
import cygnet.ike.policy.Unique;
import cygnet.ike.policy.Verdict;
import cygnet.ike.policy.VerdictTable;
import cygnet.ike.policy.Volume;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The section {@code groups}, and the files in {@code policies/} that are named like groups. */
final class GroupsReader {
    private static final Duration LIVENESS = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int IKE_PORT = 500;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int DOMAIN = 53;
    private static final int DOMAIN_OVER_TLS = 853;
    private static final int REPLAY_WINDOW = 32;

    private final Problems problems;
    private final List<GroupRule> rules = new ArrayList<>();
    private final Map<PolicySelector, GroupRule> byTraffic = new HashMap<>();

    private GroupsReader(Problems problems) {
        this.problems = problems;
    }

    /**
     * Reads all groups.
     *
     * @param dns who tells the peers' keys
     * @param fit what the kernel can be told
     * @param directory where {@code policies/} may be
     */
    static Optional<Opportunism> read(
            SectionReader groups,
            HostConfig host,
            Optional<DnsSettings> dns,
            KernelFit fit,
            Path directory,
            Problems problems) {
        GroupsReader reader = new GroupsReader(problems);
        Duration patience = groups.value("patience", GroupsReader::patience, PATIENCE);
        Idleness idleness = groups.value("inactivity", GroupsReader::idleness, Idleness.ADAPTIVE);
        for (Group group : Group.values()) {
            SectionReader section = groups.subsection(group.toString());
            Assurance least = section.value("assurance", GroupsReader::assurance, Assurance.DNS);
            VerdictTable verdicts = verdicts(section, group, least);
            section.setting("networks").ifPresent(setting -> {
                for (PolicySelector traffic : section.list(setting, GroupsReader::traffic)) {
                    reader.add(
                            new GroupRule(
                                    group,
                                    traffic,
                                    least,
                                    verdicts,
                                    setting.position().toString()),
                            setting.valuePosition());
                }
            });
            PolicyFile.read(directory.resolve("policies").resolve(group.toString()), problems)
                    .forEach(line -> reader.add(
                            new GroupRule(
                                    group,
                                    line.traffic(),
                                    least,
                                    verdicts,
                                    line.position().toString()),
                            line.position()));
            section.finish();
        }
        Optional<LocalAuth> ourselves = ourselves(groups, host);
        groups.finish();
        if (reader.rules.isEmpty()) {
            return Optional.empty();
        }
        boolean negotiates = reader.rules.stream().anyMatch(rule -> rule.group().answers());
        if (negotiates && dns.isEmpty()) {
            groups.error("groups: peers are known by their keys in DNS, and there is no section dns");
        }
        if (ourselves.isEmpty()) {
            groups.error(
                    "groups: they need id and key in host: that is who we are to peers (or auth = null, if we are nobody)");
        }
        if (dns.filter(GroupsReader::hasResolver).isPresent()) {
            reader.exemptResolver();
        }
        return ourselves.map(auth -> reader.opportunism(auth, fit, patience, idleness));
    }

    /** Who we are to peers; empty if we can't say. */
    private static Optional<LocalAuth> ourselves(SectionReader groups, HostConfig host) {
        if (groups.value("auth", GroupsReader::isAnonymous, false)) {
            return Optional.of(new LocalAuth.Null());
        }
        return host.id().flatMap(id -> host.key().map(key -> new LocalAuth.Signature(id, key, false)));
    }

    private static boolean isAnonymous(String text) throws BadValueException {
        return switch (text) {
            case "pubkey" -> false;
            case "null" -> true;
            default -> throw new BadValueException(Syntax.quote(text) + " is not one of pubkey, null");
        };
    }

    /** What the operator wants otherwise. */
    private static VerdictTable verdicts(SectionReader section, Group group, Assurance least) {
        VerdictTable verdicts = VerdictTable.of(group, least);
        for (Finding finding : Finding.values()) {
            String key = finding.toString();
            if (finding != Finding.KEY && group.begins()) {
                verdicts = verdicts.with(
                        finding, section.value(key, text -> verdict(text, group, finding), verdicts.of(finding)));
            } else if (finding != Finding.KEY) {
                section.refuse(key, "nothing is found out before something goes");
            }
        }
        return verdicts;
    }

    private static Verdict verdict(String text, Group group, Finding finding) throws BadValueException {
        return switch (text) {
            case "pass" -> pass(group);
            case "drop" -> Verdict.DROP;
            case "anonymous" -> anonymous(finding);
            default -> throw new BadValueException(Syntax.quote(text) + " is not one of pass, drop, anonymous");
        };
    }

    private static Verdict pass(Group group) throws BadValueException {
        if (group == Group.PRIVATE) {
            throw new BadValueException("what can't be protected does not go, whatever is found out");
        }
        return Verdict.PASS;
    }

    private static Verdict anonymous(Finding finding) throws BadValueException {
        if (finding == Finding.NO_SA) {
            throw new BadValueException("when there is no SA, nothing is left to be tried");
        }
        return Verdict.ANONYMOUS;
    }

    private void add(GroupRule rule, Position position) {
        boolean narrowed = rule.traffic().protocol() != 0;
        if (narrowed && rule.group().answers()) {
            problems.error(
                    position,
                    rule
                            + ": protocols and ports are for clear and block: what is negotiated is all traffic of a host");
            return;
        }
        GroupRule other = byTraffic.putIfAbsent(rule.traffic(), rule);
        if (other == null) {
            rules.add(rule);
        } else {
            problems.error(position, rule + ": " + other.origin() + " says " + other.group() + " of the same traffic");
        }
    }

    private static boolean hasResolver(DnsSettings dns) {
        return dns.upstreams().stream()
                .anyMatch(upstream -> upstream instanceof DnsUpstream.Plain plain
                        && plain.endpoint().address().toInetAddress().isLoopbackAddress());
    }

    /** A resolver on this host asks all the world, and what it finds decides about what it asks: it would wait for itself. */
    private void exemptResolver() {
        for (boolean ipv6 : new boolean[] {false, true}) {
            for (int[] service : new int[][] {{UDP, DOMAIN}, {TCP, DOMAIN}, {TCP, DOMAIN_OVER_TLS}}) {
                PolicySelector traffic = new PolicySelector(
                        everything(ipv6), everything(ipv6), service[0], PolicySelector.ANY_PORT, service[1]);
                if (!byTraffic.containsKey(traffic)) {
                    rules.add(new GroupRule(Group.CLEAR, traffic, Assurance.DNS, "upstream in dns"));
                }
            }
        }
    }

    /** A network with {@code [protocol/port]} behind it, if not everything is meant. */
    private static PolicySelector traffic(String text) throws BadValueException {
        TrafficSelector theirs = SelectorSyntax.parse(text)
                .orElseThrow(() -> new BadValueException("dynamic is not a network: write 192.0.2.0/24"));
        return ChildPolicies.selectors(List.of(TrafficSelector.network(everything(theirs.isIpv6()))), List.of(theirs))
                .flatMap(selectors -> selectors.stream().findFirst())
                .orElseThrow(
                        () -> new BadValueException(Syntax.quote(text) + " is neither a prefix nor has a single port"));
    }

    static IpNetwork everything(boolean ipv6) {
        return new IpNetwork(ipv6 ? IpAddress.ANY_IPV6 : IpAddress.ANY_IPV4, 0);
    }

    private static Assurance assurance(String text) throws BadValueException {
        return switch (text) {
            case "anonymous" -> Assurance.ANONYMOUS;
            case "dns" -> Assurance.DNS;
            case "dnssec" -> Assurance.DNSSEC;
            default -> throw new BadValueException(Syntax.quote(text) + " is not one of anonymous, dns, dnssec");
        };
    }

    /** A rekeying counts as use, so that a longer time would never come to its end. */
    private static Idleness idleness(String text) throws BadValueException {
        Duration limit = Syntax.TIME.parse(text);
        if (limit.compareTo(Lifetime.CHILD_DEFAULT.rekey()) >= 0) {
            throw new BadValueException("it must be less than the "
                    + Lifetime.CHILD_DEFAULT.rekey().toMinutes() + " minutes after which keys are renewed");
        }
        return Idleness.after(limit);
    }

    private static Duration patience(String text) throws BadValueException {
        if (text.matches("\\d{1,5}ms")) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        return Syntax.TIME.parse(text);
    }

    private Opportunism opportunism(LocalAuth ourselves, KernelFit fit, Duration patience, Idleness idleness) {
        ChildConfig child = new ChildConfig(
                "host",
                Mode.TRANSPORT,
                fit.defaults(IpsecProtocol.ESP),
                List.of(),
                List.of(),
                StartAction.TRAP,
                Lifetime.CHILD_DEFAULT,
                Volume.UNLIMITED,
                Volume.UNLIMITED,
                idleness,
                REPLAY_WINDOW,
                PolicyTerms.USUAL);
        Connection anybody = new Connection(
                "groups",
                AddressSet.ANY,
                AddressSet.ANY,
                IKE_PORT,
                IKE_PORT,
                ProposalSyntax.IKE.defaults(),
                ourselves,
                new RemoteAuth.DnsKeys(Optional.empty(), Assurance.DNS),
                List.of(child),
                Lifetime.IKE_DEFAULT,
                LIVENESS,
                false,
                true,
                true,
                1,
                Childless.ALLOW,
                Unique.NO,
                Duration.ZERO);
        return new Opportunism(new Groups(rules), patience, anybody);
    }
}
