package cygnet.dns.resolver;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
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

    private final EventLoop loop;
    private final ResolverConfig config;
    private final NameServers servers;
    private final KeySource keySource;
    private final KeyQuestions keyQuestions;
    private final AnswerGate gate;
    private final NameMemory names;
    private final InstantSource clock;
    private final Map<IpAddress, Integer> openByClient = new HashMap<>();
    private int open;

    Forwarder(NameServers servers, ResolverConfig config, Surroundings surroundings) {
        this.servers = servers;
        this.loop = servers.loop();
        this.config = config;
        this.keySource = surroundings.keys();
        this.keyQuestions = new KeyQuestions(loop, keySource, config.limits().keyQuestions());
        this.gate = surroundings.gate();
        this.clock = surroundings.clock();
        this.names = surroundings.names();
    }

    /** What the resolver works with. */
    record Surroundings(KeySource keys, AnswerGate gate, NameMemory names, InstantSource clock) {}

    /** Takes a message of a client; keeps {@code octets}. */
    void receive(byte[] octets, Client client) {
        Query.Reception reception = Query.receive(octets);
        boolean isMessage = reception.query() != null || reception.answer() != null;
        if (isMessage && !mayAsk(client.address())) {
            client.send(Wire.bareResponse(octets, Wire.REFUSED));
        } else if (reception.answer() != null) {
            client.send(reception.answer());
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
            client.dropped();
            return;
        }
        open++;
        openByClient.put(client.address(), ofClient + 1);
        new Transaction(this, query, client).start();
    }

    void finished(Client client) {
        open--;
        openByClient.computeIfPresent(client.address(), (address, count) -> count == 1 ? null : count - 1);
    }

    void forward(Query query, boolean overStream, Consumer<byte @Nullable []> end) {
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
