package cygnet.ike.simulation;

import static cygnet.ike.simulation.GroupScene.groups;
import static cygnet.ike.simulation.GroupScene.rule;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.IpNetwork;
import cygnet.ike.engine.FlowView;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Group;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Verdict;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** "What becomes of this flow, and why?", asked before, during and after. */
class FlowViewTest {
    private static final Duration MOMENT = Duration.ofSeconds(1);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    @BeforeEach
    void publish() {
        alice.dns().names(bob.address(), Validation.SECURE, bob.fqdn());
        bob.dns().names(alice.address(), Validation.SECURE, alice.fqdn());
        groups(bob, alice, rule(Group.CLEAR_OR_PRIVATE, "0.0.0.0/0"));
    }

    private void rules(GroupRule... rules) {
        groups(alice, bob, rules);
        peers.settle();
    }

    private FlowView flow() {
        return alice.engine()
                .inspect(PolicySelector.between(IpNetwork.host(alice.address()), IpNetwork.host(bob.address())));
    }

    @Test
    void aFlowThatNobodySpeaksOfIsNoneOfOurBusiness() {
        assertThat(flow().verdict()).isEqualTo(Verdict.PASS);
        assertThat(flow().cause()).isEqualTo("no group and no connection speaks of it");
    }

    @Test
    void beforeTheFirstPacketItSaysWhatWillHappen() {
        rules(rule(Group.PRIVATE, "0.0.0.0/0"));

        assertThat(flow().verdict()).isEqualTo(Verdict.HOLD);
        assertThat(flow().cause()).isEqualTo("the first packet asks DNS who is there");
    }

    @Test
    void aProtectedFlowNamesThePeer() {
        rules(rule(Group.PRIVATE, "0.0.0.0/0"));
        alice.send(bob);
        peers.run(MOMENT);

        FlowView.Protection protection = flow().protection().orElseThrow();
        assertThat(flow().verdict()).isEqualTo(Verdict.PROTECT);
        assertThat(protection.ikeSa().peerId()).contains(bob.id());
        assertThat(protection.ikeSa().assurance()).isEqualTo(Assurance.DNSSEC);
        assertThat(protection.childSa()).isEqualTo(alice.child());
    }

    @Test
    void aFlowInClearSaysWhy() {
        alice.dns().keys(bob.fqdn(), new DnsOutcome.Absent<>(true, true, Duration.ofMinutes(5)));
        rules(rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        alice.send(bob);
        peers.run(MOMENT);

        assertThat(flow().verdict()).isEqualTo(Verdict.PASS);
        assertThat(flow().cause()).isEqualTo("no-key: bob.example.test: proven absence (no such record)");
        assertThat(flow().memory()).isPresent();
    }

    @Test
    void aFlowThatWaitsForASilentPeerSaysSo() {
        rules(rule(Group.PRIVATE, "0.0.0.0/0"));
        peers.network().drop(d -> true);
        alice.send(bob);
        peers.run(MOMENT);

        assertThat(flow().verdict()).isEqualTo(Verdict.HOLD);
        assertThat(flow().connection()).contains("bob.example.test@" + bob.address());
        assertThat(flow().cause()).endsWith("is at work on it");
        peers.network().dropNothing();
    }

    @Test
    void theRulesThatLostAreNamedBehindTheOneThatWon() {
        GroupRule everything = rule(Group.PRIVATE, "0.0.0.0/0");
        GroupRule network = rule(Group.BLOCK, "192.0.2.0/24");
        GroupRule host = rule(Group.CLEAR, bob.address() + "/32");
        rules(everything, network, host);

        assertThat(flow().rules()).containsExactly(host, network, everything);
        assertThat(flow().verdict()).isEqualTo(Verdict.PASS);
        assertThat(flow().memory()).isEqualTo(Optional.empty());
    }

    /** The kernel prefers a rule for a port of the same host to what has become of the host under a wider one. */
    @Test
    void aRuleForAPortIsSeenForThatPortAlone() {
        PolicySelector mail = new PolicySelector(
                IpNetwork.parse("0.0.0.0/0"), IpNetwork.host(bob.address()), 6, PolicySelector.ANY_PORT, 25);
        rules(rule(Group.PRIVATE, "0.0.0.0/0"), new GroupRule(Group.CLEAR, mail, Assurance.DNSSEC, "test"));
        alice.send(bob);
        peers.run(MOMENT);

        PolicySelector toMail =
                new PolicySelector(IpNetwork.host(alice.address()), IpNetwork.host(bob.address()), 6, 40_000, 25);
        assertThat(alice.engine().inspect(toMail).verdict()).isEqualTo(Verdict.PASS);
        assertThat(flow().verdict()).isEqualTo(Verdict.PROTECT);
    }
}
