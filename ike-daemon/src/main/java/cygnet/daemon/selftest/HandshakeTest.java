package cygnet.daemon.selftest;

import cygnet.crypto.RandomSource;
import cygnet.crypto.signature.SigningKey;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.engine.IkeEngine;
import cygnet.ike.engine.Input;
import cygnet.ike.engine.Output;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.HostKey;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.policy.AddressSet;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Childless;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Idleness;
import cygnet.ike.policy.Lifetime;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.PeerPolicy;
import cygnet.ike.policy.PolicyTerms;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.policy.StartAction;
import cygnet.ike.policy.Unique;
import cygnet.ike.policy.Volume;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * A whole handshake with ourselves, in memory: two engines, our host key on both sides, the configured algorithms. It
 * shows that the key signs what its public half verifies and that every primitive works on this machine; and it makes the
 * JVM load and compile the code that the first real peer would otherwise wait for.
 *
 * <p>Not thread-safe.
 */
public final class HandshakeTest {
    private static final Identification SELF = Identification.fqdn("self.test.invalid");
    private static final IpAddress HERE = IpAddress.parse("127.0.0.1");
    private static final IpAddress THERE = IpAddress.parse("127.0.0.2");
    private static final int IKE_PORT = 500;
    private static final int MOST_STEPS = 200;

    private final RandomSource random;
    private final SigningKey key;
    private final List<Proposal> ikeProposals;
    private final List<Proposal> espProposals;
    private final ArrayDeque<Runnable> todo = new ArrayDeque<>();
    private int nextSpi = 0x1000;
    private int installed;
    private String trouble = "nothing happened";

    public HandshakeTest(
            RandomSource random, SigningKey key, List<Proposal> ikeProposals, List<Proposal> espProposals) {
        this.random = random;
        this.key = key;
        this.ikeProposals = ikeProposals;
        this.espProposals = espProposals;
    }

    /** Runs it once; what went wrong, if something did. */
    public Optional<String> run() {
        installed = 0;
        todo.clear();
        Instant now = Instant.EPOCH;
        Side initiator = new Side(now);
        Side responder = new Side(now);
        initiator.peer = responder;
        responder.peer = initiator;
        responder.handle(new Input.Configure(policy(THERE, HERE, StartAction.NONE)));
        initiator.handle(new Input.Configure(policy(HERE, THERE, StartAction.START)));
        for (int step = 0; step < MOST_STEPS && !todo.isEmpty(); step++) {
            todo.remove().run();
        }
        return installed == 2 ? Optional.empty() : Optional.of(trouble);
    }

    /** One engine with the world around it. */
    private final class Side {
        private final IkeEngine engine;
        private final Instant now;
        private Side peer = this;

        Side(Instant now) {
            this.now = now;
            this.engine = new IkeEngine(EngineConfig.DEFAULT, random, now);
        }

        void handle(Input input) {
            for (Output output : engine.handle(input, now)) {
                if (output instanceof Output.Transmit transmit) {
                    todo.add(() -> peer.handle(arrival(transmit)));
                } else if (output instanceof Output.Ask<?> ask) {
                    Input answer = answer(ask);
                    todo.add(() -> handle(answer));
                } else if (output instanceof Output.Report report) {
                    note(report.event());
                }
            }
        }
    }

    /** What leaves one side for its remote end arrives at the other side's local end. */
    private static Input.Datagram arrival(Output.Transmit transmit) {
        Endpoint arrivedAt = transmit.remote();
        Endpoint cameFrom = transmit.local();
        return new Input.Datagram(arrivedAt, cameFrom, transmit.octets());
    }

    private void note(IkeEvent event) {
        String text = event.describe();
        if (event instanceof IkeEvent.ChildSaInstalled) {
            installed++;
        } else if (event.level() == IkeEvent.Level.WARNING) {
            trouble = text;
        }
    }

    @SuppressWarnings("unchecked") // Each kind of question fixes the type of its answer.
    private <A> Input answer(Output.Ask<A> ask) {
        Question<A> question = ask.question();
        Object answer;
        if (question instanceof Question.Compute<A> compute) {
            answer = compute.work().get();
        } else if (question instanceof Question.KeysOf) {
            answer = new Found<>(
                    List.of(new HostKey(10, key.verificationKey())),
                    Validation.SECURE,
                    Duration.ofMinutes(1),
                    List.of());
        } else if (question instanceof Question.Kernel kernel) {
            List<KernelCommand> commands = kernel.commands();
            boolean allocates = commands.get(commands.size() - 1) instanceof KernelCommand.AllocateSpi;
            answer = allocates ? new KernelResult.SpiAllocated(new Spi(nextSpi++)) : new KernelResult.Done();
        } else {
            answer = new DnsOutcome.Absent<>(true, true, Duration.ZERO);
        }
        return ask.answer((A) answer);
    }

    private PeerPolicy policy(IpAddress local, IpAddress remote, StartAction action) {
        ChildConfig child = new ChildConfig(
                "self",
                Mode.TRANSPORT,
                espProposals,
                List.of(),
                List.of(),
                action,
                Lifetime.CHILD_DEFAULT,
                Volume.UNLIMITED,
                Volume.UNLIMITED,
                Idleness.NEVER,
                32,
                PolicyTerms.USUAL);
        Connection connection = new Connection(
                "self-test",
                new AddressSet(List.of(IpNetwork.host(local))),
                new AddressSet(List.of(IpNetwork.host(remote))),
                IKE_PORT,
                IKE_PORT,
                ikeProposals,
                new LocalAuth.Signature(SELF, key, false),
                new RemoteAuth.DnsKeys(Optional.of(SELF), Assurance.DNSSEC),
                List.of(child),
                Lifetime.IKE_DEFAULT,
                Duration.ZERO,
                false,
                true,
                false,
                1,
                Childless.NEVER,
                Unique.NO,
                Duration.ZERO);
        return new PeerPolicy(List.of(connection), List.of());
    }
}
