package cygnet.ike.simulation;

import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.EngineConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Any number of hosts with an engine each, a network between them, and time that passes only from one event to the next.
 * One seed decides everything: the same seed gives the same octets. What must always hold is checked after every event.
 */
public final class Simulation {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int STORY_LINES = 600;
    private static final int MOST_AT_ONCE = 10_000;
    private static final int MOST_STEPS = 200_000;
    private static final Duration SETTLING = Duration.ofMinutes(20);

    private final long seed;
    private final SplittableRandom random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::due).thenComparing(Event::order));
    private final List<Host> hosts = new ArrayList<>();
    private final Deque<String> story = new ArrayDeque<>();
    private final List<String> ladder = new ArrayList<>();
    private final SimulatedNetwork network;
    private final Invariants invariants = new Invariants(this);
    private Instant now = START;
    private long order;
    private int atOnce;
    private int steps;

    public Simulation(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.network = new SimulatedNetwork(this, random.split());
    }

    private record Event(Instant due, long order, Runnable action) {}

    public Host host(String name, String address, EngineConfig config) {
        Host host = new Host(this, name, IpAddress.parse(address), config, random.nextLong(), hosts.size());
        hosts.add(host);
        network.attach(host);
        return host;
    }

    public List<Host> hosts() {
        return hosts;
    }

    public SimulatedNetwork network() {
        return network;
    }

    public Instant now() {
        return now;
    }

    public SplittableRandom random() {
        return random;
    }

    void after(Duration delay, Runnable action) {
        at(now.plus(delay), action);
    }

    void at(Instant due, Runnable action) {
        events.add(new Event(due, order++, action));
    }

    /** The time since the start. */
    public Duration elapsed() {
        return Duration.between(START, now);
    }

    /** Adds a line to what is told when something goes wrong. */
    void tell(String line) {
        story.addLast(String.format("%10.3f  %s", elapsed().toNanos() / 1e9, line));
        if (story.size() > STORY_LINES) {
            story.removeFirst();
        }
    }

    /** What has happened, with the seed that makes it happen again. */
    public String story() {
        return "seed " + seed + "\n" + String.join("\n", story) + "\n";
    }

    /** A message that a host sent for the first time. */
    void onLadder(String rung) {
        ladder.add(rung);
    }

    /** Every message that was sent, without repetitions: {@code alice > IKE_SA_INIT request 0 [ SA KE .. ]}. */
    public List<String> ladder() {
        return ladder;
    }

    /** A host's engine is gone without having tidied up. */
    void forget(Host host) {
        invariants.forget(host);
    }

    /** Lets the next event happen. */
    private void step() {
        Event event = events.remove();
        atOnce = event.due().equals(now) ? atOnce + 1 : 0;
        if (atOnce > MOST_AT_ONCE || ++steps > MOST_STEPS) {
            throw new AssertionError("this never ends: " + steps + " events, " + atOnce + " at once; "
                    + hosts.stream().map(h -> h.engine().underWay().toString()).toList());
        }
        now = event.due();
        event.action().run();
        invariants.check();
    }

    /** Lets this much time pass. */
    public void run(Duration duration) {
        Instant end = now.plus(duration);
        while (!events.isEmpty() && !events.peek().due().isAfter(end)) {
            step();
        }
        now = end;
    }

    /** Lets time pass until something is so. */
    public void runUntil(BooleanSupplier condition, Duration atMost) {
        Instant end = now.plus(atMost);
        while (!condition.getAsBoolean()) {
            if (events.isEmpty() || events.peek().due().isAfter(end)) {
                throw new AssertionError("this did not happen within " + atMost);
            }
            step();
        }
    }

    /** Lets time pass until nothing is under way: no packet, no question, no exchange. */
    public void settle() {
        runUntil(this::isQuiet, SETTLING);
        invariants.checkAgreement();
    }

    boolean isQuiet() {
        return network.isQuiet() && hosts.stream().allMatch(Host::isIdle);
    }

    /** Stops all hosts, and checks that nothing is left of anything. */
    public void finish() {
        network.weather(Weather.FAIR);
        network.dropNothing();
        hosts.forEach(Host::shutDown);
        runUntil(() -> isQuiet() && hosts.stream().allMatch(Host::hasStopped), SETTLING);
        // What is kept for latecomers goes by itself.
        run(Duration.ofMinutes(2));
        invariants.checkNothingIsLeft();
    }
}
