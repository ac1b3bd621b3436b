package cygnet.ike.simulation;

import cygnet.ike.address.IpNetwork;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Group;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Groups;
import cygnet.ike.policy.Idleness;
import cygnet.ike.policy.Opportunism;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.policy.StartAction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Groups for simulated hosts. */
final class GroupScene {
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private GroupScene() {}

    static GroupRule rule(Group group, String network) {
        return GroupRule.of(group, IpNetwork.parse(network), Assurance.DNSSEC, "test");
    }

    static void groups(Host here, Host there, GroupRule... rules) {
        here.groups(new Opportunism(
                new Groups(List.of(rules)),
                PATIENCE,
                new ConnectionDraft(here, there)
                        .named("anybody")
                        .fromAnywhere()
                        .fromAnyOwnAddress()
                        .remote(new RemoteAuth.DnsKeys(Optional.empty(), Assurance.DNSSEC))
                        .start(StartAction.TRAP)
                        .idleness(Idleness.ADAPTIVE)
                        .build()));
    }
}
