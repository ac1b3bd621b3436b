package cygnet.ike.simulation;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.crypto.kex.EphemeralKeyPair;
import cygnet.crypto.kex.KeyExchangeResponse;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.engine.IkeEngine;
import cygnet.ike.engine.Input;
import cygnet.ike.engine.Output;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Opportunism;
import cygnet.ike.policy.PeerPolicy;
import cygnet.ike.policy.SharedSecret;
import cygnet.ike.sa.Attempt;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An engine with what it needs around it: a kernel, DNS, cryptography, and the network. */
public final class Host {
    private static final int SPI_SPACING = 0x0100_0000;
    private static final int FIRST_SPI = 0xa100_0000;

    private final Simulation simulation;
    private final String name;
    private IpAddress address;
    private final SeededRandom random;
    private final EngineConfig config;
    private IkeEngine engine;
    private final FakeKernel kernel;
    private final FakeDns dns = new FakeDns();
    private WireRules rules;
    private final SigningKey key;
    private final List<IkeEvent> events = new ArrayList<>();
    private final Set<PolicySelector> installedTraps = new HashSet<>();
    private final List<EphemeralKeyPair> keyPairs = new ArrayList<>();
    private final List<Secret> sharedSecrets = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final List<Long> introduced = new ArrayList<>();
    private final Map<IpAddress, IpAddress> sources = new HashMap<>();
    private Optional<Opportunism> opportunism = Optional.empty();
    private final List<SharedSecret> secrets = new ArrayList<>();
    private final List<Output.Keepalive> keepalives = new ArrayList<>();
    private Duration kernelDelay = Duration.ofMillis(1);
    private Duration cryptoDelay = Duration.ofMillis(1);
    private Instant kernelFree = Simulation.START;
    private Instant tickAt = Instant.MAX;
    private int openQuestions;
    private boolean stopping;
    private boolean stopped;
    private boolean down;
    private int life;
    private long nextPacket;

    Host(Simulation simulation, String name, IpAddress address, EngineConfig config, long seed, int index) {
        this.simulation = simulation;
        this.name = name;
        this.address = address;
        this.random = new SeededRandom(seed);
        this.key = SigningKey.generate(KeyType.ED25519, 0, random);
        this.config = config;
        this.engine = new IkeEngine(config, random, simulation.now());
        this.rules = new WireRules(name);
        this.kernel = new FakeKernel(
                simulation,
                FIRST_SPI + index * SPI_SPACING,
                event -> later(simulation.now(), () -> handle(new Input.FromKernel(event))),
                esp -> simulation.network().send(esp),
                packet -> simulation.network().sendClear(packet));
    }

    public String name() {
        return name;
    }

    /** {@code alice.example.test}. */
    public String fqdn() {
        return name + ".example.test";
    }

    public Identification id() {
        return Identification.fqdn(fqdn());
    }

    public IpAddress address() {
        return address;
    }

    /** The other one of two. */
    Host peer() {
        return simulation.hosts().stream().filter(h -> h != this).findFirst().orElseThrow();
    }

    /** Loses its address, and gets another one; the engine is told so, as by the kernel. */
    void moveTo(IpAddress newAddress, IpAddress... peers) {
        unplug();
        address = newAddress;
        simulation.network().attach(this);
        sources.clear();
        List.of(peers).forEach(peer -> sources.put(peer, newAddress));
        handle(new Input.Addresses(Set.of(newAddress), Map.copyOf(sources)));
    }

    /** Loses its address. */
    void unplug() {
        simulation.network().detach(address);
        handle(new Input.Addresses(Set.of(), Map.of()));
    }

    /** For a peer's address the own one, as the routing table would say. */
    void route(IpAddress peer) {
        sources.put(peer, address);
    }

    public SigningKey key() {
        return key;
    }

    public SeededRandom random() {
        return random;
    }

    public IkeEngine engine() {
        return engine;
    }

    public FakeKernel kernel() {
        return kernel;
    }

    public FakeDns dns() {
        return dns;
    }

    public List<IkeEvent> events() {
        return events;
    }

    public <E extends IkeEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The NAT-keepalives that it has sent. */
    List<Output.Keepalive> keepalives() {
        return keepalives;
    }

    public void kernelDelay(Duration delay) {
        kernelDelay = delay;
    }

    public void cryptoDelay(Duration delay) {
        cryptoDelay = delay;
    }

    /** Adds a connection and puts the whole policy into force. */
    public void configure(Connection... added) {
        connections.addAll(List.of(added));
        reconfigure();
    }

    public void forgetConnections() {
        connections.clear();
        reconfigure();
    }

    /** Puts these connections into force instead of those that there were. */
    void replaceConnections(Connection... others) {
        connections.clear();
        configure(others);
    }

    /** Puts groups into force, beside the connections. */
    void groups(Opportunism wanted) {
        opportunism = Optional.of(wanted);
        reconfigure();
    }

    public void share(SharedSecret secret) {
        secrets.add(secret);
    }

    private void reconfigure() {
        handle(new Input.Configure(new PeerPolicy(connections, secrets, opportunism), sources));
    }

    /**
     * The daemon dies without a word, as if killed.
     *
     * @param wholeHost the kernel forgets everything as well
     */
    public void crash(boolean wholeHost) {
        simulation.tell(name + ": dies" + (wholeHost ? " with its kernel" : ""));
        down = true;
        life++;
        openQuestions = 0;
        tickAt = Instant.MAX;
        kernelFree = simulation.now();
        engine = new IkeEngine(config, random, simulation.now());
        rules = new WireRules(name);
        keyPairs.clear();
        sharedSecrets.clear();
        installedTraps.clear();
        simulation.forget(this);
        kernel.died(wholeHost);
    }

    /** The daemon begins a new life, with the same configuration, and what an earlier one has left is tidied up. */
    public void start() {
        simulation.tell(name + ": starts");
        down = false;
        kernel.removeSas();
        engine = new IkeEngine(config, random, simulation.now());
        reconfigure();
        Set<PolicySelector> wanted = engine.standingPolicies();
        installedTraps.addAll(kernel.removePoliciesBut(wanted));
        for (IkeEngine.Waiting trap : engine.waitingPolicies()) {
            kernel.heldFlow(trap.selector(), trap.reqid()).ifPresent(acquire -> handle(new Input.FromKernel(acquire)));
        }
    }

    /** Dies, and is back after a while. */
    public void restart(boolean wholeHost, Duration pause) {
        crash(wholeHost);
        int thisLife = life;
        simulation.after(pause, () -> {
            if (down && life == thisLife) {
                start();
            }
        });
    }

    boolean isDown() {
        return down;
    }

    /** DNS tells that this host has a key, and where it is. */
    void introduce(long ticket, Host peer, Duration life) {
        introduce(ticket, peer.fqdn(), peer.address(), Assurance.DNSSEC, life);
    }

    void introduce(long ticket, String peer, IpAddress peersAddress, Assurance assurance, Duration life) {
        handle(new Input.Introduce(ticket, new DomainName(peer), assurance, Map.of(peersAddress, address), life));
    }

    /** The tickets of the introductions that are over. */
    List<Long> introduced() {
        return introduced;
    }

    public void initiate(String connection) {
        handle(new Input.Initiate(connection, "host"));
    }

    public void initiateIkeSa(String connection) {
        handle(new Input.InitiateIkeSa(connection));
    }

    public void rekeyChild(String connection) {
        handle(new Input.Rekey(connection, false));
    }

    public void rekeyIke(String connection) {
        handle(new Input.Rekey(connection, true));
    }

    public void terminate(String connection) {
        handle(new Input.Terminate(connection));
    }

    public void shutDown() {
        stopping = true;
        handle(new Input.Shutdown());
    }

    public boolean hasStopped() {
        return stopped;
    }

    /** Sends one packet of an application; returns it, to be looked for at the other end. */
    public Packet send(Host peer) {
        return send(address, peer);
    }

    /** The same from another address of its own. */
    Packet send(IpAddress from, Host peer) {
        Packet packet = Packet.tcp(from, peer.address, 7, nextPacket++);
        kernel.output(packet);
        return packet;
    }

    public List<IkeSa> ikeSas() {
        return List.copyOf(engine.ikeSas());
    }

    /** The only IKE SA. */
    public IkeSa ikeSa() {
        if (engine.ikeSas().size() != 1) {
            throw new AssertionError(name + " has " + engine.ikeSas().size() + " IKE SAs");
        }
        return engine.ikeSas().iterator().next();
    }

    public List<ChildSa> children() {
        return engine.ikeSas().stream().flatMap(sa -> sa.children().stream()).toList();
    }

    /** The only Child SA. */
    public ChildSa child() {
        if (children().size() != 1) {
            throw new AssertionError(name + " has " + children().size() + " Child SAs");
        }
        return children().get(0);
    }

    /** The outbound selectors of the policies that wait for packets, as far as the kernel has taken them. */
    Set<PolicySelector> trapSelectors() {
        Set<PolicySelector> selectors = configuredTraps();
        selectors.retainAll(installedTraps);
        return selectors;
    }

    /** The same, whether the kernel has taken them, or one half of them, or refused. */
    Set<PolicySelector> configuredTraps() {
        Set<PolicySelector> selectors = new HashSet<>();
        for (Connection connection : stopping ? List.<Connection>of() : connections) {
            boolean traps =
                    connection.children().stream().anyMatch(c -> c.startAction().traps());
            for (IpAddress remote : traps ? connection.remoteAddresses().hosts() : List.<IpAddress>of()) {
                selectors.add(PolicySelector.between(IpNetwork.host(address), IpNetwork.host(remote)));
            }
        }
        engine.traps().stream()
                .filter(trap -> trap.connection().contains("@"))
                .forEach(trap -> selectors.add(trap.selector()));
        return selectors;
    }

    boolean isIdle() {
        return !down && openQuestions == 0 && engine.underWay().isEmpty();
    }

    int openQuestions() {
        return openQuestions;
    }

    List<EphemeralKeyPair> keyPairs() {
        return keyPairs;
    }

    List<Secret> sharedSecrets() {
        return sharedSecrets;
    }

    void onDatagram(Endpoint local, Endpoint remote, Octets octets) {
        if (down) {
            return;
        }
        rules.onArrival(octets);
        handle(new Input.Datagram(local, remote, octets));
    }

    public void handle(Input input) {
        if (down) {
            return;
        }
        List<Output> outputs = engine.handle(input, simulation.now());
        rules.onOutputs(outputs);
        outputs.forEach(this::perform);
        scheduleTick();
    }

    private void scheduleTick() {
        Instant due = engine.deadline().orElse(Instant.MAX);
        if (due.equals(tickAt)) {
            return;
        }
        tickAt = due;
        if (due.isBefore(Instant.MAX)) {
            int thisLife = life;
            simulation.at(due.isBefore(simulation.now()) ? simulation.now() : due, () -> {
                if (due.equals(tickAt) && life == thisLife) {
                    tickAt = Instant.MAX;
                    handle(new Input.Tick());
                }
            });
        }
    }

    private void perform(Output output) {
        if (output instanceof Output.Transmit transmit) {
            simulation
                    .network()
                    .send(new SimulatedNetwork.Datagram(
                            this, simulation.elapsed(), transmit.local(), transmit.remote(), transmit.octets()));
        } else if (output instanceof Output.Keepalive keepalive) {
            simulation.tell(name + ": keepalive to " + keepalive.remote());
            keepalives.add(keepalive);
        } else if (output instanceof Output.Ask<?> ask) {
            answer(ask);
        } else if (output instanceof Output.Report report) {
            events.add(report.event());
            if (report.event() instanceof IkeEvent.TrapInstalled trap) {
                installedTraps.add(trap.selector());
            }
            if (report.event() instanceof IkeEvent.KernelTrouble trouble) {
                installedTraps.removeIf(selector -> trouble.what().equals("protecting " + selector));
            }
            simulation.tell(name + ": " + report.event().describe());
            if (report.event() instanceof IkeEvent.MessageSent message) {
                simulation.onLadder(name + " > " + message.message());
            }
        } else if (output instanceof Output.Introduced done) {
            introduced.add(done.ticket());
        } else if (output instanceof Output.Stopped) {
            stopped = true;
            simulation.tell(name + ": stopped");
        }
    }

    @SuppressWarnings("unchecked") // A question's type says what its answer is.
    private <A> void answer(Output.Ask<A> ask) {
        Question<A> question = ask.question();
        if (question instanceof Question.Kernel commands) {
            // One thing after the other: a slow command delays those behind it.
            Instant ready = max(simulation.now(), kernelFree).plus(kernelDelay);
            kernelFree = ready;
            later(ready, () -> handle(ask.answer((A) kernel.perform(commands.commands()))));
        } else if (question instanceof Question.KeysOf keysOf) {
            later(simulation.now().plus(dns.delay()), () -> handle(ask.answer((A) dns.answer(keysOf))));
        } else if (question instanceof Question.AddressesOf addressesOf) {
            later(simulation.now().plus(dns.delay()), () -> handle(ask.answer((A) dns.answer(addressesOf))));
        } else if (question instanceof Question.NamesOf namesOf) {
            later(simulation.now().plus(dns.delay()), () -> handle(ask.answer((A) dns.answer(namesOf))));
        } else if (question instanceof Question.Compute<A> compute) {
            later(
                    simulation.now().plus(cryptoDelay),
                    () -> handle(ask.answer(watched(compute.work().get()))));
        }
    }

    private void later(Instant due, Runnable action) {
        int thisLife = life;
        openQuestions++;
        simulation.at(due, () -> {
            if (life == thisLife) {
                openQuestions--;
                action.run();
            }
        });
    }

    private static Instant max(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /** Remembers secrets, to see later that they were wiped. */
    @SuppressWarnings("unchecked") // The answer is replaced by one of the same type.
    private <A> A watched(A answer) {
        if (answer instanceof EphemeralKeyPair pair) {
            WatchedKeyPair watched = new WatchedKeyPair(pair);
            keyPairs.add(watched);
            return (A) watched;
        }
        if (answer instanceof Attempt<?> attempt) {
            watch(attempt);
        }
        return answer;
    }

    private <T> void watch(Attempt<T> attempt) {
        Optional<T> value = attempt.fold(Optional::of, cause -> Optional.empty());
        if (value.isPresent() && value.get() instanceof Secret secret) {
            sharedSecrets.add(secret);
        }
        if (value.isPresent() && value.get() instanceof KeyExchangeResponse response) {
            sharedSecrets.add(response.shared());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
