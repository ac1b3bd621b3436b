package cygnet.ike.simulation;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.policy.Idleness;
import cygnet.ike.policy.StartAction;
import cygnet.ike.policy.Unique;
import cygnet.ike.policy.Volume;
import cygnet.ike.registry.TransformId;
import java.time.Duration;
import java.util.List;
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

    private static final IpAddress HOME_OF_ALICE = IpAddress.parse("192.0.2.1");
    private static final IpAddress HOME_OF_BOB = IpAddress.parse("192.0.2.2");
    private static final List<IpAddress> OUTSIDE =
            List.of(IpAddress.parse("203.0.113.1"), IpAddress.parse("203.0.113.2"), IpAddress.parse("203.0.113.3"));

    private final SplittableRandom random;
    private final TwoPeers peers;
    private final Terrain terrain;
    private final boolean hybrid;

    /** Where the two are. */
    enum Terrain {
        /** Both keep their addresses. */
        PLAIN,
        /** Both get other addresses now and then, and do MOBIKE. */
        MOVING,
        /** alice is behind a NAT that forgets its mappings, and gets another address itself. */
        NAT
    }

    /** One walk in so many makes additional key exchanges (RFC 9370) on any terrain: they take time. */
    private static final int HYBRID_SHARE = 10;

    private static final Proposal HYBRID_IKE =
            Algorithms.hybrid(TransformId.KE_CURVE25519, List.of(TransformId.KE_ML_KEM_512, TransformId.KE_NONE));
    private static final Proposal HYBRID_ESP = Algorithms.hybridEsp(
            TransformId.KE_CURVE25519,
            List.of(TransformId.KE_ML_KEM_512, TransformId.KE_NONE),
            List.of(TransformId.KE_ECP_256, TransformId.KE_NONE));

    RandomWalk(long seed) {
        this(seed, Terrain.PLAIN);
    }

    RandomWalk(long seed, Terrain terrain) {
        this(seed, terrain, seed % HYBRID_SHARE == 0);
    }

    /** @param hybrid IKE SAs and Child SAs are made and rekeyed with additional key exchanges */
    RandomWalk(long seed, Terrain terrain, boolean hybrid) {
        this.terrain = terrain;
        this.hybrid = hybrid;
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
        prepare();
        peers.configure(
                c -> configured(c, actions[random.nextInt(actions.length)]),
                c -> configured(
                        c, terrain == Terrain.NAT ? StartAction.NONE : actions[random.nextInt(actions.length)]));
        peers.run(POLICIES);
        peers.network().weather(weather());
        for (int i = 0; i < STEPS; i++) {
            Host host = random.nextBoolean() ? peers.alice() : peers.bob();
            if (terrain == Terrain.PLAIN || random.nextInt(5) > 0) {
                act(host);
            } else {
                move(host);
            }
            peers.run(Duration.ofMillis(random.nextLong(random.nextInt(4) == 0 ? 60_000 : 3_000)));
        }
        clear();
        peers.run(LULL);
        peers.settle();
        peers.simulation().finish();
    }

    private void prepare() {
        if (terrain != Terrain.PLAIN) {
            peers.shareSecret();
            peers.alice().route(HOME_OF_BOB);
            peers.bob().route(HOME_OF_ALICE);
        }
        if (terrain == Terrain.NAT) {
            peers.network().natBefore(peers.alice(), OUTSIDE.get(0));
        }
    }

    private void move(Host host) {
        if (terrain == Terrain.MOVING) {
            boolean isAlice = host == peers.alice();
            IpAddress home = isAlice ? HOME_OF_ALICE : HOME_OF_BOB;
            IpAddress away = IpAddress.parse("192.0.2." + ((isAlice ? 100 : 200) + random.nextInt(3)));
            settleAt(host, random.nextInt(3) == 0 ? home : away);
        } else if (random.nextBoolean()) {
            peers.network().nats().get(0).restart();
        } else {
            peers.network().nats().get(0).moveTo(OUTSIDE.get(random.nextInt(OUTSIDE.size())));
        }
    }

    private void settleAt(Host host, IpAddress address) {
        Host peer = host == peers.alice() ? peers.bob() : peers.alice();
        IpAddress home = peer == peers.alice() ? HOME_OF_ALICE : HOME_OF_BOB;
        host.moveTo(address, home, peer.address());
    }

    /** SAs end for more reasons than their age. */
    private ConnectionDraft limited(ConnectionDraft draft) {
        Unique[] uniqueness = Unique.values();
        return draft.attempts(random.nextInt(4))
                .unique(uniqueness[random.nextInt(uniqueness.length)])
                .packets(random.nextInt(4) == 0 ? new Volume(8, 12, 3) : Volume.UNLIMITED)
                .idleness(idleness())
                .reauthentication(Duration.ofMinutes(random.nextInt(4) == 0 ? 5 : 0));
    }

    private Idleness idleness() {
        return switch (random.nextInt(4)) {
            case 0 -> Idleness.after(Duration.ofSeconds(40));
            case 1 -> new Idleness.Looks(Duration.ofSeconds(20), Duration.ofMinutes(1));
            default -> Idleness.NEVER;
        };
    }

    private ConnectionDraft configured(ConnectionDraft draft, StartAction action) {
        return limited(onTerrain(hybrid ? draft.ike(HYBRID_IKE).esp(HYBRID_ESP) : draft))
                .start(action)
                .childLifetime(Duration.ofMinutes(1 + random.nextInt(4)), Duration.ofMinutes(6))
                .ikeLifetime(Duration.ofMinutes(2 + random.nextInt(6)), Duration.ofMinutes(10))
                .liveness(Duration.ofSeconds(20));
    }

    private ConnectionDraft onTerrain(ConnectionDraft draft) {
        return switch (terrain) {
            case PLAIN -> draft;
            case MOVING -> draft.sharedKey().mobike().andIn(IpNetwork.parse("192.0.2.0/24"));
            case NAT ->
                draft.here() == peers.alice()
                        ? draft.sharedKey()
                        : draft.sharedKey().fromAnywhere();
        };
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
            case 13 -> {
                if (random.nextInt(3) == 0) {
                    host.restart(random.nextBoolean(), Duration.ofMillis(random.nextInt(20_000)));
                }
            }
            default -> host.kernel().fail(command -> false);
        }
    }

    /** A query that fails means that the SA is not there. Hosts that move write policies all the time. */
    private boolean isRisky(KernelCommand command) {
        boolean policyOfMoving = terrain == Terrain.MOVING && command instanceof KernelCommand.PutPolicy;
        return !(command instanceof KernelCommand.QuerySa) && !policyOfMoving;
    }

    private void clear() {
        peers.simulation().hosts().stream().filter(Host::isDown).forEach(Host::start);
        if (terrain == Terrain.MOVING) {
            settleAt(peers.alice(), HOME_OF_ALICE);
            settleAt(peers.bob(), HOME_OF_BOB);
        }
        peers.network().weather(Weather.FAIR);
        for (Host host : peers.simulation().hosts()) {
            host.kernel().fail(command -> false);
            host.kernelDelay(Duration.ofMillis(1));
            host.cryptoDelay(Duration.ofMillis(1));
            host.dns().delay(Duration.ofMillis(20));
        }
    }
}
