package cygnet.ike.simulation;

import static cygnet.ike.simulation.GroupScene.PATIENCE;
import static cygnet.ike.simulation.GroupScene.but;
import static cygnet.ike.simulation.GroupScene.groups;
import static cygnet.ike.simulation.GroupScene.rule;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.engine.Input;
import cygnet.ike.engine.Recollection;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.policy.Finding;
import cygnet.ike.policy.Group;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Memory;
import cygnet.ike.policy.Verdict;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is remembered of hosts that could not be protected, what becomes of it, and what an operator can do about it. */
class MemoryTest {
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

    private void bobHasNoKey() {
        alice.dns().keys(bob.fqdn(), new DnsOutcome.Absent<>(true, true, Duration.ofMinutes(5)));
    }

    private void bobHasAKey() {
        alice.dns().publish(bob.fqdn(), Validation.SECURE, bob.key().verificationKey());
    }

    @Test
    void aMemorySaysWhyAndUntilWhen() {
        bobHasNoKey();
        rules(rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        alice.send(bob);
        peers.run(MOMENT);

        Memory memory = onlyMemory();
        assertThat(memory.finding()).isEqualTo(Finding.NO_KEY);
        assertThat(memory.verdict()).isEqualTo(Verdict.PASS);
        assertThat(memory.cause()).isEqualTo("bob.example.test: proven absence (no such record)");
        assertThat(Duration.between(peers.simulation().now(), memory.until()))
                .isBetween(Duration.ofSeconds(58), Duration.ofSeconds(60));
    }

    @Test
    void anOperatorWhoKnowsBetterEndsIt() {
        bobHasNoKey();
        rules(rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        alice.send(bob);
        peers.run(MOMENT);
        assertThat(peers.network().clearPackets()).hasSize(1);

        bobHasAKey();
        alice.handle(new Input.Retry(bob.address()));
        peers.settle();
        alice.send(bob);
        peers.run(MOMENT);

        assertThat(alice.engine().memories()).isEmpty();
        assertThat(peers.network().clearPackets()).hasSize(1);
        assertThat(bob.kernel().delivered()).hasSize(2);
    }

    /** An application has asked for it, and DNS says otherwise now. */
    @Test
    void aKeyThatAppearsEndsIt() {
        bobHasNoKey();
        rules(rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        alice.send(bob);
        peers.run(MOMENT);
        bobHasAKey();
        alice.introduce(1, bob, Duration.ofMinutes(1));
        peers.run(MOMENT);
        assertThat(alice.introduced()).containsExactly(1L);
        alice.send(bob);
        peers.run(MOMENT);

        assertThat(alice.engine().memories()).isEmpty();
        assertThat(peers.network().clearPackets()).hasSize(1);
        assertThat(bob.kernel().delivered()).hasSize(2);
        peers.run(Duration.ofMinutes(2));
        alice.send(bob);
        peers.run(MOMENT);
        assertThat(peers.network().clearPackets()).hasSize(1);
    }

    /** That it has a key was known before. */
    @Test
    void aKeyDoesNotEndWhatWasFoundInSpiteOfIt() {
        rules(rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        peers.network().drop(d -> true);
        alice.send(bob);
        peers.run(PATIENCE.plus(MOMENT));
        assertThat(onlyMemory().finding()).isEqualTo(Finding.NO_SA);
        alice.introduce(1, bob, Duration.ofMinutes(1));
        peers.run(MOMENT);

        assertThat(alice.introduced()).containsExactly(1L);
        assertThat(onlyMemory().finding()).isEqualTo(Finding.NO_SA);
        peers.network().dropNothing();
    }

    /** Otherwise the traffic of a host that is down would wait for the next attempt, up to five minutes. */
    @Test
    void anOperatorWhoKnowsBetterDoesNotWaitForTheNextAttempt() {
        rules(rule(Group.PRIVATE, "0.0.0.0/0"));
        peers.network().drop(d -> true);
        alice.send(bob);
        peers.run(Duration.ofMinutes(20));
        peers.network().dropNothing();
        alice.handle(new Input.Retry(bob.address()));
        peers.settle();
        alice.send(bob);
        peers.run(MOMENT);

        assertThat(bob.kernel().delivered()).isNotEmpty();
        assertThat(peers.network().clearPackets()).isEmpty();
    }

    @Test
    void theOperatorMayBeStricterAboutAFinding() {
        bobHasNoKey();
        rules(but(Group.PRIVATE_OR_CLEAR, Finding.NO_KEY, Verdict.DROP));
        alice.send(bob);
        peers.run(MOMENT);

        assertThat(peers.network().clearPackets()).isEmpty();
        assertThat(onlyMemory().verdict()).isEqualTo(Verdict.DROP);
    }

    @Test
    void theOperatorMayBeMoreLenientAboutAFinding() {
        alice.dns().keys(bob.fqdn(), new DnsOutcome.Timeout<>("nobody answered"));
        rules(but(Group.PRIVATE_OR_CLEAR, Finding.DNS_FAILED, Verdict.PASS));
        Packet packet = alice.send(bob);
        peers.run(MOMENT);

        assertThat(peers.network().clearPackets()).containsExactly(packet);
    }

    /** Where the operator says that silence is no reason to speak in clear, patience never ends. */
    @Test
    void whereSilenceMeansDropNothingIsSentInClear() {
        rules(but(Group.PRIVATE_OR_CLEAR, Finding.NO_SA, Verdict.DROP));
        peers.network().drop(d -> true);
        alice.send(bob);
        peers.run(PATIENCE.plus(Duration.ofMinutes(3)));

        assertThat(peers.network().clearPackets()).isEmpty();
        peers.network().dropNothing();
    }

    @Test
    void aChangeOfOtherRulesForgetsNothing() {
        bobHasNoKey();
        rules(rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        alice.send(bob);
        peers.run(MOMENT);
        Memory before = onlyMemory();

        rules(rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"), rule(Group.BLOCK, "203.0.113.0/24"));

        assertThat(onlyMemory()).isEqualTo(before);
    }

    @Test
    void aHostUnderAnotherRuleIsThoughtAboutAnew() {
        bobHasNoKey();
        rules(rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        alice.send(bob);
        peers.run(MOMENT);

        rules(rule(Group.PRIVATE, "0.0.0.0/0"));
        alice.send(bob);
        peers.run(MOMENT);

        assertThat(peers.network().clearPackets()).hasSize(1);
        assertThat(onlyMemory().verdict()).isEqualTo(Verdict.DROP);
    }

    /** The answer comes when the rule is another one, and the packet must not wait for ever. */
    @Test
    void whoIsBeingThoughtAboutWhenTheRulesChangeIsJudgedByTheNewOne() {
        bobHasNoKey();
        rules(rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        alice.send(bob);
        groups(alice, bob, rule(Group.PRIVATE, "0.0.0.0/0"));
        peers.run(MOMENT);

        assertThat(peers.network().clearPackets()).isEmpty();
        assertThat(onlyMemory().rule().group()).isEqualTo(Group.PRIVATE);
    }

    @Test
    void sasStayWhenTheirRuleStays() {
        rules(rule(Group.PRIVATE, "0.0.0.0/0"));
        alice.send(bob);
        peers.run(MOMENT);
        int before = alice.ikeSa().uniqueId();

        rules(rule(Group.PRIVATE, "0.0.0.0/0"), rule(Group.BLOCK, "203.0.113.0/24"));
        peers.run(MOMENT);

        assertThat(alice.ikeSa().uniqueId()).isEqualTo(before);
    }

    @Test
    void sasEndWhenTheirRuleIsGoneAndBothSidesKnow() {
        rules(rule(Group.PRIVATE, "0.0.0.0/0"));
        alice.send(bob);
        peers.run(MOMENT);

        rules(rule(Group.CLEAR, "0.0.0.0/0"));
        peers.run(MOMENT);
        Packet packet = alice.send(bob);
        peers.run(MOMENT);

        assertThat(alice.ikeSas()).isEmpty();
        assertThat(bob.ikeSas()).isEmpty();
        assertThat(peers.network().clearPackets()).containsExactly(packet);
    }

    /** What was known before a restart is known after it: DNS is not asked again, and the packet goes at once. */
    @Test
    void whatWasRememberedOutlivesARestart() {
        bobHasNoKey();
        rules(rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        alice.send(bob);
        peers.run(MOMENT);
        Recollection kept = Recollection.of(onlyMemory());
        alice.restart(false, MOMENT);
        peers.run(MOMENT.multipliedBy(2));
        int asked = alice.dns().asked().size();

        alice.handle(new Input.Recall(List.of(kept)));
        Packet packet = alice.send(bob);
        peers.run(MOMENT);

        assertThat(peers.network().clearPackets()).contains(packet);
        assertThat(alice.dns().asked()).hasSize(asked);
        assertThat(onlyMemory().until()).isEqualTo(kept.until());
    }

    @Test
    void whatWasRememberedUnderAnotherRuleIsNotBelieved() {
        rules(rule(Group.PRIVATE, "0.0.0.0/0"));
        alice.handle(new Input.Recall(List.of(new Recollection(
                "private-or-clear 0.0.0.0/0",
                alice.address(),
                bob.address(),
                Finding.NO_KEY,
                "an earlier life",
                peers.simulation().now().plusSeconds(60),
                0))));

        assertThat(alice.engine().memories()).isEmpty();
    }

    @Test
    void whatIsOverIsNotRecalled() {
        rules(rule(Group.PRIVATE, "0.0.0.0/0"));
        alice.handle(new Input.Recall(List.of(new Recollection(
                "private 0.0.0.0/0",
                alice.address(),
                bob.address(),
                Finding.NO_KEY,
                "an earlier life",
                peers.simulation().now().minusSeconds(1),
                0))));

        assertThat(alice.engine().memories()).isEmpty();
        assertThat(TwoPeers.told(alice, IkeEvent.Decided.class)).isEmpty();
    }

    private Memory onlyMemory() {
        assertThat(alice.engine().memories()).hasSize(1);
        return alice.engine().memories().iterator().next();
    }
}
