package cygnet.ike.engine;

import cygnet.crypto.RandomSource;
import cygnet.ike.engine.SaReceiver.Arrival;
import cygnet.ike.exchange.DeleteChildSa;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.message.MessageCodec;
import cygnet.ike.message.RawMessage;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Memory;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.wire.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * IKEv2 (RFC 7296) without input or output: what happens goes in, what is to be done comes out. It reads no clock, opens
 * no socket, starts no thread, and draws randomness only from the source that it was given, so that the same inputs and
 * the same seed make the same outputs.
 *
 * <p>Not thread-safe: one thread owns an engine. Engines are independent of each other, so several may share the load,
 * split by the SPIs that they choose.
 */
public final class IkeEngine {
    private static final Duration GOODBYE = Duration.ofMillis(2500);
    /** The octets of an unprotected error: no shorter request is answered, since its address may be forged. */
    private static final int LEAST_ANSWERED = IkeHeader.LENGTH + 8;

    private final EngineContext context;
    private final SaTable table;
    private final Initiations initiations;
    private final SharedRate<Site> errors;
    private final Hints hints;
    private boolean stopping;
    private boolean stopped;

    public IkeEngine(EngineConfig config, RandomSource random, Instant now) {
        this.context = new EngineContext(config, random, now);
        this.table = new SaTable(context);
        this.initiations = new Initiations(context, table);
        this.hints = new Hints(table);
        this.errors = new SharedRate<>(config.limits().errors(), now);
    }

    /**
     * Takes one input.
     *
     * @param now never before that of an earlier call
     * @return what to do, in order
     */
    public List<Output> handle(Input input, Instant now) {
        context.advance(now);
        context.timers.fire(now);
        if (input instanceof Input.Datagram datagram) {
            onDatagram(datagram);
        } else if (input instanceof Input.Answer<?> answer) {
            context.answer(answer);
        } else if (input instanceof Input.FromKernel kernel) {
            onKernelEvent(kernel.event());
        } else if (!stopping) {
            onCommand(input);
        }
        reportStopped();
        return context.takeOutputs();
    }

    private void onCommand(Input command) {
        if (command instanceof Input.Configure configure) {
            initiations.configure(configure.policy(), configure.sources());
        } else if (command instanceof Input.Addresses addresses) {
            initiations.readdress(addresses.own(), addresses.sources());
        } else if (command instanceof Input.Introduce introduce) {
            initiations.introduce(introduce);
        } else if (command instanceof Input.Retry retry) {
            initiations.retry(retry.remote());
        } else if (command instanceof Input.Recall recall) {
            initiations.recall(recall.recollections());
        } else if (command instanceof Input.Initiate initiate) {
            onInitiate(initiate);
        } else if (command instanceof Input.InitiateIkeSa initiate) {
            named(initiate.connection()).ifPresent(initiations::initiate);
        } else if (command instanceof Input.Rekey rekey) {
            onRekey(rekey);
        } else if (command instanceof Input.Terminate terminate) {
            named(terminate.connection()).ifPresent(c -> table.of(c).forEach(this::terminate));
        } else if (command instanceof Input.TerminateIkeSa terminate) {
            onTerminateIkeSa(terminate.uniqueId());
        } else if (command instanceof Input.TerminateChildSa terminate) {
            onTerminateChildSa(terminate.uniqueId());
        } else if (command instanceof Input.Shutdown) {
            shutDown();
        }
    }

    /** When {@link Input.Tick} is due next. */
    public Optional<Instant> deadline() {
        return context.timers.next();
    }

    /** All IKE SAs, for status: to be read by the owner of the engine, between inputs. */
    public Collection<IkeSa> ikeSas() {
        return table.all().stream().map(SaDriver::sa).toList();
    }

    /** The exchanges of both roles that have begun and not ended, and those that wait for their turn. */
    public List<String> underWay() {
        return table.all().stream().flatMap(d -> d.underWay().stream()).toList();
    }

    /** Half-open IKE SAs of strangers. */
    public int halfOpen() {
        return table.initRequests().count();
    }

    /** How many datagrams were thrown away or refused without state, and why; causes that never occurred are absent. */
    public Map<DropCause, Long> drops() {
        return context.drops();
    }

    /** The policies that wait for packets. */
    public List<TrapView> traps() {
        return context.policies.traps().stream()
                .map(t -> new TrapView(t.connection().name(), t.child(), t.selector(), t.reqid()))
                .toList();
    }

    /** All policies at which packets may wait for an SA: those of connections, then those of groups. */
    public List<Waiting> waitingPolicies() {
        List<Waiting> waiting = new ArrayList<>();
        context.policies.traps().forEach(t -> waiting.add(new Waiting(t.selector(), t.reqid())));
        waiting.addAll(initiations.groups().traps());
        return waiting;
    }

    /**
     * A policy at which packets may wait for an SA.
     *
     * @param selector outbound
     */
    public record Waiting(PolicySelector selector, int reqid) {}

    /** What there are policies for without SAs: outbound selectors. */
    public Set<PolicySelector> standingPolicies() {
        Set<PolicySelector> standing = new HashSet<>(groupPolicies());
        waitingPolicies().forEach(waiting -> standing.add(waiting.selector()));
        return standing;
    }

    /** What the groups' policies are about: outbound selectors. */
    public Set<PolicySelector> groupPolicies() {
        return Set.copyOf(initiations.groups().selectors());
    }

    /** What is remembered of hosts that could not or need not be protected, the oldest first. */
    public Collection<Memory> memories() {
        return initiations.memories().all();
    }

    /** What becomes of a flow now, and why; outbound. */
    public FlowView inspect(PolicySelector flow) {
        return initiations.inspect(flow);
    }

    /** What is in clear or blocked for a while: outbound selectors. The kernel removes these by itself. */
    public Set<PolicySelector> shunts() {
        return memories().stream().map(Memory::outbound).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * A policy that waits for packets.
     *
     * @param selector of the outbound policy
     */
    public record TrapView(String connection, ChildConfig child, PolicySelector selector, int reqid) {}

    private void onDatagram(Input.Datagram datagram) {
        RawMessage message;
        try {
            message = MessageCodec.parse(datagram.octets());
        } catch (MalformedException e) {
            drop(datagram, DropCause.MALFORMED, e.getMessage());
            return;
        }
        IkeHeader header = message.header();
        if (message instanceof RawMessage.UnsupportedVersion) {
            answerInClear(datagram, header, NotifyType.INVALID_MAJOR_VERSION, "IKE version " + header.majorVersion());
        } else if (message instanceof RawMessage.Clear clear) {
            onClear(datagram, clear.message());
        } else {
            onProtected(datagram, message);
        }
    }

    private void onClear(Input.Datagram datagram, IkeMessage message) {
        IkeHeader header = message.header();
        boolean init = header.exchange().equals(ExchangeType.IKE_SA_INIT) && header.messageId() == 0;
        if (init && !header.response() && header.fromOriginalInitiator()) {
            if (!header.responderSpi().isZero() || stopping) {
                drop(
                        datagram,
                        stopping ? DropCause.STOPPING : DropCause.BAD_REQUEST,
                        stopping ? "we are stopping" : "an IKE_SA_INIT request with a responder's SPI");
                return;
            }
            table.initRequests()
                    .onRequest(
                            new InitRequests.Arrival(message, datagram.octets(), datagram.local(), datagram.remote()));
        } else if (init && header.response() && !header.fromOriginalInitiator()) {
            onInitResponse(datagram, message);
        } else {
            // Section 2.21: nothing unprotected may change an IKE SA.
            drop(datagram, DropCause.UNPROTECTED, "an unprotected " + message);
            hints.onUnprotected(message, datagram.remote().address());
        }
    }

    private void onInitResponse(Input.Datagram datagram, IkeMessage message) {
        Optional<SaDriver> driver = table.find(message.header().initiatorSpi())
                .filter(d -> d.sa().originalInitiator() && !d.sa().isKeyed())
                .filter(d -> d.sa().remote().address().equals(datagram.remote().address()))
                .filter(d -> d.outbound().expects(0));
        if (driver.isEmpty()) {
            drop(datagram, DropCause.UNEXPECTED, "an IKE_SA_INIT response that nobody waits for");
            return;
        }
        driver.get().outbound().onResponse(message, datagram.octets());
    }

    private void onProtected(Input.Datagram datagram, RawMessage message) {
        IkeHeader header = message.header();
        // Section 3.1: the I flag tells which of the SPIs is the sender's.
        IkeSpi ours = header.fromOriginalInitiator() ? header.responderSpi() : header.initiatorSpi();
        Optional<SaDriver> driver =
                table.find(ours).filter(d -> d.sa().originalInitiator() != header.fromOriginalInitiator());
        if (driver.isEmpty()) {
            boolean late = !header.response()
                    && table.farewells().answer(ours, datagram.octets(), datagram.local(), datagram.remote());
            if (!late) {
                answerInClear(datagram, header, NotifyType.INVALID_IKE_SPI, "no IKE SA with SPI " + ours);
            }
            return;
        }
        driver.get().receiver().receive(new Arrival(message, datagram.octets(), datagram.local(), datagram.remote()));
    }

    /** An unprotected error: only to requests, and few of them (section 1.5). */
    private void answerInClear(Input.Datagram datagram, IkeHeader header, NotifyType error, String cause) {
        drop(datagram, error.equals(NotifyType.INVALID_IKE_SPI) ? DropCause.UNKNOWN_SPI : DropCause.VERSION, cause);
        boolean answerable = !header.response()
                && !header.initiatorSpi().isZero()
                && (header.fromOriginalInitiator() || !header.exchange().equals(ExchangeType.IKE_SA_INIT))
                && datagram.octets().length() >= LEAST_ANSWERED;
        if (!answerable || !errors.take(Site.of(datagram.remote().address()), context.now())) {
            return;
        }
        IkeHeader answer = IkeHeader.of(
                header.initiatorSpi(),
                header.responderSpi(),
                header.exchange(),
                !header.fromOriginalInitiator(),
                true,
                header.messageId());
        context.transmit(
                datagram.local(),
                datagram.remote(),
                MessageCodec.encode(new IkeMessage(answer, List.of(NotifyPayload.of(error)))));
    }

    private void onKernelEvent(KernelEvent event) {
        if (event instanceof KernelEvent.Acquire acquire && !stopping) {
            initiations.onAcquire(acquire);
        } else if (event instanceof KernelEvent.Expire expire) {
            table.find(expire.id()).ifPresent(driver -> driver.timers().expired(expire.id(), expire.hard()));
        } else if (event instanceof KernelEvent.MappingChanged mapping) {
            table.find(mapping.id()).ifPresent(driver -> driver.path().mappingChanged(mapping.newSource()));
        }
    }

    private void onInitiate(Input.Initiate initiate) {
        named(initiate.connection()).ifPresent(connection -> {
            for (ChildConfig child : connection.children()) {
                if (child.name().equals(initiate.child())) {
                    initiations.initiate(connection, child);
                }
            }
        });
    }

    private void onTerminateIkeSa(int uniqueId) {
        table.all().stream().filter(d -> d.sa().uniqueId() == uniqueId).forEach(this::terminate);
    }

    private void terminate(SaDriver driver) {
        initiations.abandon(driver);
        driver.closeWithDelete("terminated by the operator");
    }

    private void onTerminateChildSa(int uniqueId) {
        for (SaDriver driver : table.all()) {
            List.copyOf(driver.sa().children()).stream()
                    .filter(c -> c.uniqueId() == uniqueId)
                    .forEach(c -> driver.start(
                            new DeleteChildSa(c.protocol(), c.inboundSpi(), "terminated by the operator")));
        }
    }

    private void onRekey(Input.Rekey rekey) {
        named(rekey.connection()).ifPresent(connection -> {
            for (SaDriver driver : table.of(connection)) {
                if (rekey.ikeSa()) {
                    driver.timers().rekeyIke();
                } else {
                    List.copyOf(driver.sa().children())
                            .forEach(c -> driver.timers().rekey(c.inboundSpi()));
                }
            }
        });
    }

    private Optional<Connection> named(String name) {
        return context.connections.named(name);
    }

    private void shutDown() {
        stopping = true;
        initiations.stop();
        context.lingering.end();
        table.all().forEach(driver -> driver.closeWithDelete("we are stopping"));
        context.after(GOODBYE, () -> table.all().forEach(d -> d.close("the peer did not answer our goodbye")));
        context.perform(context.policies.removeTraps(context.policies.traps()), "removing policies");
    }

    /** Policies that Child SAs still use go with them; then nothing is left to wait for. */
    private void reportStopped() {
        if (stopping && !stopped && table.isEmpty() && !context.waitsForKernel()) {
            stopped = true;
            context.put(new Output.Stopped());
        }
    }

    private void drop(Input.Datagram datagram, DropCause cause, String why) {
        context.drop(cause, datagram.remote(), why);
    }
}
