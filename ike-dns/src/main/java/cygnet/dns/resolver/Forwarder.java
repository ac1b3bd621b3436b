package cygnet.dns.resolver;

import cygnet.crypto.Octets;
import cygnet.dns.resolver.ResolverCounters.Event;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resolver behind its sockets: takes what clients send and sees to it that each gets its answer. Owned by the event
 * loop.
 */
final class Forwarder {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

    private static final Duration TELL_EVERY = Duration.ofSeconds(10);
    private static final int OTHER = 0; // RFC 8914 section 4.1

    private final EventLoop loop;
    private final ResolverConfig config;
    private final NameServers servers;
    private final KeySource keySource;
    private final KeyQuestions keyQuestions;
    private final AnswerGate gate;
    private final NameMemory names;
    private final ResolverCounters counters;
    private final InstantSource clock;
    private final Map<IpAddress, Integer> openByClient = new HashMap<>();
    private final AnswerCache cache;
    private final Map<Octets, List<Consumer<byte @Nullable []>>> underWay = new HashMap<>();
    private int generation;
    private int open;
    private long toldAt = System.nanoTime() - TELL_EVERY.toNanos();
    private int untold;

    Forwarder(NameServers servers, ResolverConfig config, Surroundings surroundings) {
        this.servers = servers;
        this.loop = servers.loop();
        this.config = config;
        this.keySource = surroundings.keys();
        this.keyQuestions = new KeyQuestions(loop, keySource, config.limits().keyQuestions());
        this.gate = surroundings.gate();
        this.cache = new AnswerCache(config.cache(), System::nanoTime);
        this.clock = surroundings.clock();
        this.names = surroundings.names();
        this.counters = surroundings.counters();
    }

    /** What the resolver works with. */
    record Surroundings(
            KeySource keys, AnswerGate gate, NameMemory names, ResolverCounters counters, InstantSource clock) {}

    /** Takes a message of a client; keeps {@code octets}. */
    void receive(byte[] octets, Client client) {
        Query.Reception reception = Query.receive(octets);
        boolean isMessage = reception.query() != null || reception.answer() != null;
        if (isMessage && !mayAsk(client.address())) {
            counters.count(Event.REFUSED);
            client.send(Wire.bareResponse(octets, Wire.REFUSED));
        } else if (reception.answer() != null) {
            counters.count(Event.MALFORMED);
            client.send(reception.answer());
        } else if (reception.query() != null && servers.loopCheck().isOwn(reception.query())) {
            counters.count(Event.LOOPED);
            client.send(reception.query().error(Wire.NXDOMAIN, OTHER));
        } else if (reception.query() != null) {
            take(reception.query(), client);
        }
    }

    private boolean mayAsk(IpAddress address) {
        for (IpNetwork network : config.allow()) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private void take(Query query, Client client) {
        int ofClient = openByClient.getOrDefault(client.address(), 0);
        if (open >= config.limits().openQueries() || ofClient >= config.limits().queriesPerClient()) {
            counters.count(Event.DROPPED);
            client.dropped();
            return;
        }
        counters.count(Event.QUESTIONS);
        open++;
        openByClient.put(client.address(), ofClient + 1);
        new Transaction(this, query, client).start();
    }

    void finished(Client client) {
        open--;
        openByClient.computeIfPresent(client.address(), (address, count) -> count == 1 ? null : count - 1);
    }

    /** An upstream's answer from a while ago that still holds; over TCP there is none. */
    byte @Nullable [] remembered(Query query, boolean overStream) {
        if (servers.generation() != generation) {
            generation = servers.generation();
            cache.clear(); // Others may see DNS otherwise: another network, a VPN.
        }
        byte[] answer = overStream ? null : cache.find(query);
        if (answer != null) {
            counters.count(Event.REMEMBERED);
        }
        return answer;
    }

    /** Asks the upstreams; {@code end} gets an answer of its own, or null if there is none. */
    void forward(Query query, boolean overStream, Consumer<byte @Nullable []> end) {
        if (overStream || config.cache() == 0 || !query.isPlain()) {
            send(query, overStream, end);
            return;
        }
        Octets key = query.withoutId();
        List<Consumer<byte @Nullable []>> waiting = underWay.get(key);
        if (waiting != null) {
            // RFC 5452 section 5: the more questions of one kind are open, the better can a forger guess, and what he
            // achieved would be kept.
            waiting.add(end);
            return;
        }
        List<Consumer<byte @Nullable []>> all = new ArrayList<>(1);
        all.add(end);
        underWay.put(key, all);
        int asked = servers.generation();
        send(query, false, answer -> {
            underWay.remove(key);
            if (answer != null && asked == servers.generation()) {
                cache.keep(query, answer);
            }
            all.forEach(each -> each.accept(answer == null ? null : answer.clone()));
        });
    }

    private void send(Query query, boolean overStream, Consumer<byte @Nullable []> end) {
        new ForwardedQuery(loop, query, overStream, servers.upstreams().inOrder(), servers.timeout(), end).start();
    }

    KeyQuestions keyQuestions() {
        return keyQuestions;
    }

    void addresses(DomainName name, Consumer<DnsOutcome<IpAddress>> sink) {
        keyQuestions.onLoop(keySource.addresses(name), sink);
    }

    void passGate(Resolved resolved, Runnable passed) {
        try {
            keyQuestions.onLoop(gate.beforeAnswer(resolved), nothing -> passed.run());
        } catch (RuntimeException e) {
            // A bug in the gate: patience will let the answer go.
            LOG.error("nothing was prepared for {}", resolved.host(), e);
        }
    }

    ResolverCounters counters() {
        return counters;
    }

    /** Tells of it, but not of each. */
    void patienceEnded(Query query) {
        if (config.patience().isZero()) {
            return; // Nobody wants to wait.
        }
        counters.count(Event.PATIENCE_ENDED);
        untold++;
        long now = System.nanoTime();
        if (now - toldAt >= TELL_EVERY.toNanos()) {
            LOG.warn(
                    "{} answer(s) went out before the keys were known or the kernel was ready: patience ended after {} ms; the last about {}",
                    untold,
                    config.patience().toMillis(),
                    query.name().map(DomainName::text).orElse("a name that no host has"));
            toldAt = now;
            untold = 0;
        }
    }

    NameMemory names() {
        return names;
    }

    Instant now() {
        return clock.instant();
    }

    Duration patience() {
        return config.patience();
    }

    Future<?> after(Duration delay, Runnable task) {
        return loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
}
