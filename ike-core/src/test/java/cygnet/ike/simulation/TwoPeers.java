package cygnet.ike.simulation;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.policy.SharedSecret;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Two hosts, alice and bob, that have published their keys in signed DNS, for tests that read as stories. After each test
 * both are stopped, and nothing may be left of anything. What goes wrong is told with all that happened before.
 */
public final class TwoPeers implements AfterTestExecutionCallback, TestExecutionExceptionHandler {
    private final Simulation simulation;
    private final Host alice;
    private final Host bob;

    public TwoPeers() {
        this(1, EngineConfig.DEFAULT);
    }

    public TwoPeers(long seed, EngineConfig config) {
        this(seed, config, "192.0.2.1", "192.0.2.2");
    }

    public TwoPeers(long seed, EngineConfig config, String addressOfAlice, String addressOfBob) {
        simulation = new Simulation(seed);
        alice = simulation.host("alice", addressOfAlice, config);
        bob = simulation.host("bob", addressOfBob, config);
        for (Host host : simulation.hosts()) {
            for (Host reader : simulation.hosts()) {
                reader.dns().publish(host.fqdn(), Validation.SECURE, host.key().verificationKey());
                reader.dns().publish(host.fqdn(), Validation.SECURE, host.address());
            }
        }
    }

    /** A story with a seed of its own, told whole if it goes wrong. */
    static void tell(long seed, Consumer<TwoPeers> story) {
        TwoPeers peers = new TwoPeers(seed, EngineConfig.DEFAULT);
        try {
            story.accept(peers);
            peers.simulation.finish();
        } catch (AssertionError | RuntimeException e) {
            throw peers.withStory(e);
        }
    }

    public Simulation simulation() {
        return simulation;
    }

    public SimulatedNetwork network() {
        return simulation.network();
    }

    public Host alice() {
        return alice;
    }

    public Host bob() {
        return bob;
    }

    /** Configures both sides alike: connection "bob" at alice, "alice" at bob. */
    public TwoPeers configure(UnaryOperator<ConnectionDraft> both) {
        return configure(both, both);
    }

    /** Configures both sides, the answering one first. */
    public TwoPeers configure(UnaryOperator<ConnectionDraft> atAlice, UnaryOperator<ConnectionDraft> atBob) {
        bob.configure(atBob.apply(new ConnectionDraft(bob, alice)).build());
        alice.configure(atAlice.apply(new ConnectionDraft(alice, bob)).build());
        return this;
    }

    /** Gives both the same shared secret. */
    public TwoPeers shareSecret() {
        for (Host host : simulation.hosts()) {
            host.share(new SharedSecret("ours", List.of(), Secret.copyOf(Octets.ofAscii("a secret of two"))));
        }
        return this;
    }

    /** alice and bob have an IKE SA and a Child SA, begun by alice. */
    public TwoPeers established(UnaryOperator<ConnectionDraft> both) {
        configure(both);
        alice.initiate("bob");
        settle();
        alice.child();
        bob.child();
        return this;
    }

    public void settle() {
        simulation.settle();
    }

    public void run(Duration duration) {
        simulation.run(duration);
    }

    /** Every message that was sent, in order: who, and what is in it. */
    public List<String> ladder() {
        return simulation.ladder();
    }

    /** What is told of the IKE SAs of a host, without times: for assertions about causes. */
    public static List<String> told(Host host, Class<? extends IkeEvent> kind) {
        return host.events(kind).stream().map(IkeEvent::describe).toList();
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
        throw withStory(failure);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            return;
        }
        try {
            simulation.finish();
        } catch (AssertionError | RuntimeException e) {
            throw withStory(e);
        }
    }

    private AssertionError withStory(Throwable failure) {
        return new AssertionError(failure.getMessage() + "\n" + simulation.story(), failure);
    }
}
