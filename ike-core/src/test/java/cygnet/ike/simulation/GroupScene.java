package cygnet.ike.simulation;

import cygnet.ike.address.IpNetwork;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Finding;
import cygnet.ike.policy.Group;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Groups;
import cygnet.ike.policy.Idleness;
import cygnet.ike.policy.Opportunism;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.policy.StartAction;
import cygnet.ike.policy.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Groups for simulated hosts. */
final class GroupScene {
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private GroupScene() {}

    static GroupRule rule(Group group, String network) {
        return GroupRule.of(group, IpNetwork.parse(network), Assurance.DNSSEC, "test");
    }

    /** A rule for everybody, with another verdict than usual. */
    static GroupRule but(Group group, Finding finding, Verdict verdict) {
        GroupRule usual = rule(group, "0.0.0.0/0");
        return new GroupRule(
                group, usual.traffic(), usual.least(), usual.verdicts().with(finding, verdict), "test");
    }

    static void groups(Host here, Host there, GroupRule... rules) {
        groups(here, there, UnaryOperator.identity(), rules);
    }

    static void groups(Host here, Host there, UnaryOperator<ConnectionDraft> ourselves, GroupRule... rules) {
        ConnectionDraft anybody = new ConnectionDraft(here, there)
                .named("anybody")
                .fromAnywhere()
                .fromAnyOwnAddress()
                .remote(new RemoteAuth.DnsKeys(Optional.empty(), Assurance.DNSSEC))
                .start(StartAction.TRAP)
                .idleness(Idleness.ADAPTIVE);
        here.groups(new Opportunism(
                new Groups(List.of(rules)), PATIENCE, ourselves.apply(anybody).build()));
    }
}
