package cygnet.ike.simulation;

import cygnet.ike.address.IpNetwork;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.engine.Input;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Finding;
import cygnet.ike.policy.Group;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Verdict;
import cygnet.ike.policy.VerdictTable;
import cygnet.ike.sa.IkeSa;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Two hosts that nobody has configured for each other, in a storm: their groups, what DNS says about them and whether their
 * daemons are there changes as one seed decides. Whatever happens, nothing goes in clear from or to a host whose group is private;
 * and when the weather has cleared, and both are private and have keys, the first packet of each arrives.
 */
final class GroupWalk {
    private static final Duration LULL = Duration.ofMinutes(20);
    /** A new rule is in the kernel, and what is under way has ended. */
    private static final Duration SETTLED = Duration.ofSeconds(3);

    private static final Duration HANDSHAKE = Duration.ofSeconds(5);
    private static final int STEPS = 50;

    private final SplittableRandom random;
    private final TwoPeers peers;
    private final Map<Host, GroupRule> rules = new HashMap<>();
    private int clearSeen;
    private long tickets;

    GroupWalk(long seed) {
        this.random = new SplittableRandom(seed ^ 0x960);
        this.peers = new TwoPeers(seed, EngineConfig.DEFAULT);
    }

    void run() {
        try {
            walk();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e.getMessage() + "\n" + peers.simulation().story(), e);
        }
    }

    private void walk() {
        for (Host host : peers.simulation().hosts()) {
            names(host, true);
            publish(host);
            rule(host, anyRule());
        }
        peers.network().weather(weather());
        for (int i = 0; i < STEPS; i++) {
            Host host = random.nextBoolean() ? peers.alice() : peers.bob();
            act(host);
            peers.run(Duration.ofMillis(random.nextLong(random.nextInt(4) == 0 ? 60_000 : 2_000)));
            lookForClear();
        }
        clear();
        peers.run(LULL);
        lookForClear();
        firstPacketArrives(peers.alice());
        firstPacketArrives(peers.bob());
        lookForClear();
        peers.settle();
        peers.simulation().finish();
    }

    private void firstPacketArrives(Host host) {
        Packet packet = host.send(host.peer());
        peers.run(HANDSHAKE);
        require(host.peer().kernel().delivered().contains(packet), packet + " has not arrived");
    }

    private void act(Host host) {
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4, 5 -> host.send(host.peer());
            case 6 -> host.introduce(++tickets, host.peer(), Duration.ofMinutes(random.nextInt(20)));
            case 7, 8, 9 -> dns(host);
            case 10 -> host.handle(new Input.Retry(host.peer().address()));
            case 11 -> {
                if (!host.isDown()) {
                    rule(host, anyRule());
                }
            }
            case 12 -> crash(host, random.nextInt(3) == 0, Duration.ofMillis(random.nextInt(20_000)));
            case 13 -> {
                double failing = random.nextDouble();
                SplittableRandom faults = random.split();
                host.kernel().fail(command -> isRisky(command) && faults.nextDouble() < failing / 3);
            }
            case 14 -> {
                host.kernelDelay(Duration.ofMillis(random.nextInt(100)));
                host.cryptoDelay(Duration.ofMillis(random.nextInt(500)));
                host.dns().delay(Duration.ofMillis(random.nextInt(5000)));
            }
            default -> host.kernel().fail(command -> false);
        }
    }

    /** Applications begin after the daemon; what it had told the kernel holds without it. */
    private void crash(Host host, boolean wholeHost, Duration pause) {
        if (wholeHost) {
            host.crash(true);
            peers.run(pause);
            host.start();
            settle();
        } else {
            host.restart(false, pause);
        }
    }

    /** A query that fails means that the SA is not there; a kernel without policies protects nobody. */
    private static boolean isRisky(KernelCommand command) {
        return !(command instanceof KernelCommand.QuerySa) && !(command instanceof KernelCommand.PutPolicy);
    }

    private GroupRule anyRule() {
        Group group = List.of(Group.PRIVATE, Group.PRIVATE, Group.PRIVATE_OR_CLEAR, Group.CLEAR_OR_PRIVATE)
                .get(random.nextInt(4));
        Assurance least =
                List.of(Assurance.ANONYMOUS, Assurance.DNS, Assurance.DNSSEC).get(random.nextInt(3));
        VerdictTable verdicts = VerdictTable.of(group, least);
        if (group.begins() && random.nextBoolean()) {
            verdicts = verdicts.with(Finding.NO_KEY, Verdict.ANONYMOUS);
        }
        GroupRule usual = rule(group, least);
        return new GroupRule(group, usual.traffic(), least, verdicts, "walk");
    }

    private static GroupRule rule(Group group, Assurance least) {
        return GroupRule.of(group, IpNetwork.parse("192.0.2.0/24"), least, "walk");
    }

    private void rule(Host host, GroupRule rule) {
        rules.put(host, rule);
        peers.simulation().tell(host + ": its rule is now " + rule + ", " + rule.verdicts());
        GroupScene.groups(host, host.peer(), rule);
        settle();
    }

    /** What is in clear meanwhile was under way, or the kernel did not know better. */
    private void settle() {
        peers.run(SETTLED);
        clearSeen = peers.network().clearPackets().size();
    }

    private void dns(Host host) {
        Host peer = host.peer();
        switch (random.nextInt(7)) {
            case 0 -> host.dns().keys(peer.fqdn(), new DnsOutcome.Absent<>(true, true, Duration.ofMinutes(5)));
            case 1 -> host.dns().keys(peer.fqdn(), new DnsOutcome.Bogus<>("a signature is wrong"));
            case 2 -> host.dns().keys(peer.fqdn(), new DnsOutcome.ServerFailure<>("out of order"));
            case 3 -> host.dns().keys(peer.fqdn(), new DnsOutcome.Timeout<>("no answer"));
            case 4 -> names(host, false);
            case 5 -> names(host, true);
            default -> publish(host);
        }
    }

    private static void names(Host host, boolean there) {
        Host peer = host.peer();
        String[] names = there ? new String[] {peer.fqdn()} : new String[0];
        host.dns().names(peer.address(), Validation.SECURE, names);
    }

    private static void publish(Host host) {
        Host peer = host.peer();
        host.dns().life(Duration.ofMinutes(5));
        host.dns().publish(peer.fqdn(), Validation.SECURE, peer.key().verificationKey());
        host.dns().publish(peer.fqdn(), Validation.SECURE, peer.address());
    }

    private Weather weather() {
        return switch (random.nextInt(3)) {
            case 0 -> Weather.STORM;
            case 1 -> new Weather(Duration.ofMillis(1), Duration.ofMillis(300), 0.05, 0.3, 0);
            default -> new Weather(Duration.ofMillis(1), Duration.ofMillis(20), 0.4, 0, 0);
        };
    }

    /** Rules are constant between two looks. */
    private void lookForClear() {
        List<Packet> all = peers.network().clearPackets();
        Set<Packet> fresh = new HashSet<>(all.subList(clearSeen, all.size()));
        clearSeen = all.size();
        for (Host host : peers.simulation().hosts()) {
            if (rules.get(host).group() == Group.PRIVATE) {
                for (Packet packet : fresh) {
                    require(!packet.source().equals(host.address()), host + " has sent in clear: " + packet);
                    require(!host.kernel().delivered().contains(packet), host + " has taken in clear: " + packet);
                }
            }
            boolean anonymous = rules.get(host).verdicts().hasAnonymous();
            require(
                    anonymous || !host.isIdle() || host.ikeSas().stream().noneMatch(GroupWalk::isAnonymous),
                    host + " talks to nobody in particular");
        }
    }

    private static boolean isAnonymous(IkeSa sa) {
        return sa.peerId().isPresent() && sa.assurance() == Assurance.ANONYMOUS;
    }

    private void clear() {
        peers.simulation().hosts().stream().filter(Host::isDown).forEach(Host::start);
        peers.network().weather(Weather.FAIR);
        for (Host host : peers.simulation().hosts()) {
            host.kernel().fail(command -> false);
            host.kernelDelay(Duration.ofMillis(1));
            host.cryptoDelay(Duration.ofMillis(1));
            host.dns().delay(Duration.ofMillis(20));
            names(host, true);
            publish(host);
            rule(host, rule(Group.PRIVATE, Assurance.DNSSEC));
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
