package cygnet.ike.simulation;

import cygnet.ike.engine.EngineConfig;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.policy.StartAction;
import cygnet.ike.policy.Unique;
import cygnet.ike.policy.Volume;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Two hosts in a storm that do and suffer what one seed decides: packets, rekeyings, terminations, a kernel and a DNS that
 * are slow or fail. Then the weather clears, and both sides have to agree again.
 */
final class RandomWalk {
    private static final Duration LULL = Duration.ofMinutes(15);
    /** The policies of the configuration are in place: a kernel that refuses them is a story of its own. */
    private static final Duration POLICIES = Duration.ofMillis(5);

    private static final int STEPS = 40;

    private final SplittableRandom random;
    private final TwoPeers peers;

    RandomWalk(long seed) {
        this.random = new SplittableRandom(seed ^ 0x5eed);
        this.peers = new TwoPeers(seed, EngineConfig.DEFAULT);
    }

    /** The messages that were sent, for comparison with another run of the same seed. */
    int run() {
        try {
            walk();
            return peers.network().sent().stream()
                    .map(SimulatedNetwork.Datagram::octets)
                    .toList()
                    .hashCode();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e.getMessage() + "\n" + peers.simulation().story(), e);
        }
    }

    private void walk() {
        StartAction[] actions = StartAction.values();
        peers.configure(
                c -> configured(c, actions[random.nextInt(actions.length)]),
                c -> configured(c, actions[random.nextInt(actions.length)]));
        peers.run(POLICIES);
        peers.network().weather(weather());
        for (int i = 0; i < STEPS; i++) {
            act(random.nextBoolean() ? peers.alice() : peers.bob());
            peers.run(Duration.ofMillis(random.nextLong(random.nextInt(4) == 0 ? 60_000 : 3_000)));
        }
        clear();
        peers.run(LULL);
        peers.settle();
        peers.simulation().finish();
    }

    private ConnectionDraft configured(ConnectionDraft draft, StartAction action) {
        Unique[] uniqueness = Unique.values();
        return draft.start(action)
                .childLifetime(Duration.ofMinutes(1 + random.nextInt(4)), Duration.ofMinutes(6))
                .ikeLifetime(Duration.ofMinutes(2 + random.nextInt(6)), Duration.ofMinutes(10))
                .attempts(random.nextInt(4))
                .unique(uniqueness[random.nextInt(uniqueness.length)])
                .packets(random.nextInt(4) == 0 ? new Volume(8, 12, 3) : Volume.UNLIMITED)
                .inactivity(Duration.ofSeconds(random.nextInt(4) == 0 ? 40 : 0))
                .reauthentication(Duration.ofMinutes(random.nextInt(4) == 0 ? 5 : 0))
                .liveness(Duration.ofSeconds(20));
    }

    private Weather weather() {
        return switch (random.nextInt(3)) {
            case 0 -> Weather.STORM;
            case 1 -> new Weather(Duration.ofMillis(1), Duration.ofMillis(300), 0.05, 0.3, 0);
            default -> new Weather(Duration.ofMillis(1), Duration.ofMillis(20), 0.4, 0, 0);
        };
    }

    private void act(Host host) {
        Host peer = host == peers.alice() ? peers.bob() : peers.alice();
        switch (random.nextInt(14)) {
            case 0, 1 -> host.initiate(peer.name());
            case 2, 3, 4 -> host.send(peer);
            case 5, 6 -> host.rekeyChild(peer.name());
            case 7, 8 -> host.rekeyIke(peer.name());
            case 9 -> host.terminate(peer.name());
            case 10 -> {
                double failing = random.nextDouble();
                SplittableRandom faults = random.split();
                host.kernel().fail(command -> isRisky(command) && faults.nextDouble() < failing / 3);
            }
            case 11 -> {
                host.kernelDelay(Duration.ofMillis(random.nextInt(500)));
                host.cryptoDelay(Duration.ofMillis(random.nextInt(500)));
                host.dns().delay(Duration.ofMillis(random.nextInt(5000)));
            }
            case 12 -> {
                if (random.nextInt(3) == 0) {
                    host.restart(random.nextBoolean(), Duration.ofMillis(random.nextInt(20_000)));
                }
            }
            default -> host.kernel().fail(command -> false);
        }
    }

    /** A query that fails means that the SA is not there. */
    private static boolean isRisky(KernelCommand command) {
        return !(command instanceof KernelCommand.QuerySa);
    }

    private void clear() {
        peers.simulation().hosts().stream().filter(Host::isDown).forEach(Host::start);
        peers.network().weather(Weather.FAIR);
        for (Host host : peers.simulation().hosts()) {
            host.kernel().fail(command -> false);
            host.kernelDelay(Duration.ofMillis(1));
            host.cryptoDelay(Duration.ofMillis(1));
            host.dns().delay(Duration.ofMillis(20));
        }
    }
}
