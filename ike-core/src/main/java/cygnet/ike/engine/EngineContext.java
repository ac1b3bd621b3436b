package cygnet.ike.engine;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.ike.address.Endpoint;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.PeerPolicy;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Question;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What all IKE SAs of one engine share: the time, the randomness, the outputs of the input that is being handled, open
 * questions, timers and policies.
 */
final class EngineContext implements SaEnvironment {
    final EngineConfig config;
    final Timers timers = new Timers();
    final Policies policies;
    final Connections connections = new Connections();
    final Precedence precedence = new Precedence(this);
    final Contacts contacts = new Contacts();
    final Departures departures = new Departures();
    final Lingering lingering = new Lingering(this);
    private final RandomSource random;
    final Claims claims;
    private final Map<DropCause, Long> drops = new EnumMap<>(DropCause.class);
    private final Map<Long, Open<?>> questions = new HashMap<>();
    private List<Output> outputs = new ArrayList<>();
    private Instant now;
    private long nextToken;
    private int nextChildId;
    private int nextIkeId;

    EngineContext(EngineConfig config, RandomSource random, Instant now) {
        this.config = config;
        this.random = random;
        this.now = now;
        this.policies = new Policies(config.firstReqid());
        this.claims = new Claims(config.limits(), now);
    }

    /** A question whose answer somebody waits for, or no longer. */
    private static final class Open<A> {
        private final Question<A> question;
        private Consumer<A> then;

        Open(Question<A> question, Consumer<A> then) {
            this.question = question;
            this.then = then;
        }

        void answer(A answer) {
            if (question instanceof Question.Kernel kernel) {
                kernel.wipe();
            }
            then.accept(answer);
        }
    }

    /** Lets go of a question: its answer will be taken back where it took effect. */
    interface Cancellation {
        /**
         * Cancels; doing it again does nothing.
         *
         * @param afterwards what is safe to do only when whoever works on the question has finished
         */
        void cancel(Runnable afterwards);
    }

    void advance(Instant instant) {
        if (instant.isBefore(now)) {
            throw new IllegalArgumentException("time goes back from " + now + " to " + instant);
        }
        now = instant;
    }

    List<Output> takeOutputs() {
        List<Output> taken = outputs;
        outputs = new ArrayList<>();
        return taken;
    }

    void put(Output output) {
        outputs.add(output);
    }

    void report(IkeEvent event) {
        outputs.add(new Output.Report(event));
    }

    /** Throws a datagram away, and counts why. */
    void drop(DropCause cause, Endpoint remote, String why) {
        drops.merge(cause, 1L, Long::sum);
        report(new IkeEvent.Dropped(remote, why));
    }

    /** Refuses a request without state, and counts why. */
    void refuse(DropCause cause, Endpoint remote, String why) {
        drops.merge(cause, 1L, Long::sum);
        report(new IkeEvent.Refused(remote, why));
    }

    Map<DropCause, Long> drops() {
        return Map.copyOf(drops);
    }

    void transmit(Endpoint local, Endpoint remote, Octets datagram) {
        outputs.add(new Output.Transmit(local, remote, datagram));
    }

    <A> Cancellation ask(Question<A> question, Consumer<A> then) {
        Output.Token<A> token = new Output.Token<>(nextToken++);
        Open<A> open = new Open<>(question, then);
        questions.put(token.number(), open);
        outputs.add(new Output.Ask<>(token, question));
        return afterwards -> open.then = answer -> {
            takeBack(question, answer);
            afterwards.run();
        };
    }

    /** Tells the kernel something whose failure only the operator can mend. */
    void perform(List<KernelCommand> commands, String what) {
        if (!commands.isEmpty()) {
            ask(new Question.Kernel(commands), result -> {
                if (result instanceof KernelResult.Failed failed) {
                    report(new IkeEvent.KernelTrouble(what, failed.cause()));
                }
            });
        }
    }

    /** Nobody waits for this answer any more: neither an SPI nor a secret that it brings must be left over. */
    private <A> void takeBack(Question<A> question, A answer) {
        question.discard(answer);
        if (question instanceof Question.Kernel kernel && answer instanceof KernelResult.SpiAllocated allocated) {
            KernelCommand last = kernel.commands().get(kernel.commands().size() - 1);
            if (last instanceof KernelCommand.AllocateSpi allocate) {
                SaId id = new SaId(allocate.destination(), allocate.protocol(), allocated.spi());
                perform(List.of(new KernelCommand.DeleteSa(id, allocate.source())), "freeing an SPI");
            }
        }
    }

    @SuppressWarnings("unchecked") // The token was made with the question, and both carry A.
    <A> void answer(Input.Answer<A> answer) {
        Open<A> open = (Open<A>) questions.remove(answer.token().number());
        if (open != null) {
            open.answer(answer.answer());
        }
    }

    /** Whether the kernel is still at work: other questions leave nothing behind. */
    boolean waitsForKernel() {
        return questions.values().stream().anyMatch(open -> open.question instanceof Question.Kernel);
    }

    Timers.Timer after(Duration delay, Runnable action) {
        return timers.at(now.plus(delay), action);
    }

    int nextIkeId() {
        return ++nextIkeId;
    }

    @Override
    public RandomSource random() {
        return random;
    }

    @Override
    public PeerPolicy policy() {
        return connections.configured();
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public int nextChildId() {
        return ++nextChildId;
    }

    @Override
    public int claim(List<PolicySelector> outbound) {
        return policies.claim(outbound);
    }

    @Override
    public Optional<String> reservation(List<PolicySelector> outbound) {
        return policies.authenticatedTrap(outbound)
                .map(trap ->
                        "the traffic of the connection " + trap.connection().name())
                .or(() -> precedence.authenticatedOwner(outbound).map(owner -> "the traffic of " + owner.label()));
    }

    @Override
    public Optional<String> neighbourBehindNat(IkeSa sa, Optional<Identification> peer, List<PolicySelector> outbound) {
        return precedence.neighbourBehindNat(sa, peer, outbound).map(neighbour -> {
            neighbour.timers().liveness().probe();
            return neighbour.label() + " has the traffic of " + sa.remote().address()
                    + ", and is behind the same NAT: packets could not be told apart";
        });
    }

    /** Who else has or must have this traffic. */
    Optional<String> ownerOtherThan(IkeSa sa, PolicySelector outbound) {
        return policies.authenticatedTrap(List.of(outbound))
                .filter(trap -> !trap.connection().name().equals(sa.connection().name()))
                .map(trap -> "a peer of the connection " + trap.connection().name())
                .or(() -> precedence
                        .authenticatedOwner(List.of(outbound))
                        .filter(owner ->
                                owner.sa() != sa && !owner.sa().peerId().equals(sa.peerId()))
                        .map(SaDriver::label));
    }

    @Override
    public boolean isProtected(List<PolicySelector> outbound) {
        return policies.exist(outbound);
    }

    @Override
    public void written(List<PolicySelector> outbound) {
        policies.written(outbound);
    }

    @Override
    public boolean isInitialContact(IkeSa sa, Connection connection, Identification peer) {
        return contacts.isInitial(sa, connection, peer);
    }

    @Override
    public boolean permits(Connection connection) {
        return connections.permit(connection);
    }

    @Override
    public Optional<String> objection(IkeSa sa, SaChange.Authenticated peer) {
        return contacts.objection(sa, peer);
    }

    @Override
    public List<KernelCommand> release(List<PolicySelector> outbound) {
        return policies.release(outbound);
    }
}
