package cygnet.ike.simulation;

import cygnet.crypto.Octets;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.MessageCodec;
import cygnet.ike.message.OpenOutcome;
import cygnet.ike.message.RawMessage;
import cygnet.ike.payload.Payload;
import cygnet.ike.payload.UnknownPayload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.simulation.SimulatedNetwork.Datagram;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two hosts in some state, and then what a script says: datagrams made of its octets, changed, repeated, or sealed with the
 * keys of either host, between true actions and the passing of time. Whatever it says, no exception escapes, what is kept
 * stays in bounds, and when both stop nothing is left.
 */
public final class HostileWalk {
    private static final int MOST_ACTIONS = 48;
    private static final int MOST_IKE_SAS = 2 * MOST_ACTIONS;
    private static final Duration MOMENT = Duration.ofMillis(60);

    private final byte[] script;
    private final TwoPeers peers;
    private final Forgery forgery;
    private int at;

    /** Prepares a walk by any octets: an empty script does nothing. */
    public HostileWalk(byte[] script) {
        this.script = script.clone();
        this.peers = new TwoPeers(1, EngineConfig.DEFAULT);
        this.forgery = new Forgery(peers);
    }

    /**
     * Walks to the end of the script.
     *
     * @throws AssertionError with all that happened, if something is not as it must be
     */
    public void run() {
        try {
            begin();
            for (int i = 0; i < MOST_ACTIONS && at < script.length; i++) {
                act();
                peers.run(Duration.ofMillis(next() % 16));
                checkBounds();
            }
            peers.simulation().finish();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e + "\n" + peers.simulation().story(), e);
        }
    }

    private void begin() {
        peers.configure(c -> c.liveness(Duration.ofSeconds(60)));
        Host alice = peers.alice();
        switch (next() % 6) {
            case 0 -> {}
            case 1 -> {
                peers.network().drop(d -> true);
                alice.initiate("bob");
            }
            case 2 -> {
                peers.network().drop(Forgery.by(alice, ExchangeType.IKE_AUTH));
                alice.initiate("bob");
            }
            case 3 -> alice.initiate("bob");
            case 4 -> {
                alice.initiate("bob");
                peers.settle();
                peers.network().drop(d -> true);
                alice.rekeyChild("bob");
                peers.bob().rekeyIke("alice");
            }
            default -> {
                alice.initiate("bob");
                peers.settle();
                peers.network().drop(Forgery.by(alice, ExchangeType.CREATE_CHILD_SA));
                alice.rekeyIke("bob");
            }
        }
        peers.run(MOMENT);
    }

    private void act() {
        Host speaker = next() % 2 == 0 ? peers.alice() : peers.bob();
        Host hearer = speaker == peers.alice() ? peers.bob() : peers.alice();
        switch (next() % 10) {
            case 0 -> forgery.inject(speaker, hearer, octets(next()));
            case 1 ->
                sent(speaker)
                        .ifPresent(
                                d -> forgery.inject(speaker, hearer, Forgery.with(d, next16() % d.length(), next())));
            case 2 -> sent(speaker).ifPresent(d -> forgery.inject(Forgery.STRANGER, hearer, d));
            case 3, 4 -> sealed(speaker, hearer, payloads());
            case 5, 6 -> altered(speaker, hearer).ifPresent(payloads -> sealed(speaker, hearer, payloads));
            case 7 -> unprotected(speaker, hearer);
            case 8 -> peers.run(Duration.ofSeconds(next() % 64));
            default -> honest(speaker, hearer);
        }
    }

    private void honest(Host host, Host peer) {
        switch (next() % 6) {
            case 0 -> host.initiate(peer.name());
            case 1 -> host.rekeyChild(peer.name());
            case 2 -> host.rekeyIke(peer.name());
            case 3 -> host.terminate(peer.name());
            case 4 -> host.send(peer);
            default -> peers.network().dropNothing();
        }
    }

    /** Something that a host has sent. */
    private Optional<Octets> sent(Host speaker) {
        List<Datagram> all = forgery.sentBy(speaker);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(all.get(next() % all.size()).octets());
    }

    /** A message with the keys of an IKE SA of the speaker's, whole or in fragments, some of which may be missing. */
    private void sealed(Host speaker, Host hearer, List<Payload> content) {
        List<IkeSa> sas = keyed(speaker);
        if (sas.isEmpty()) {
            return;
        }
        IkeSa sa = sas.get(next() % sas.size());
        int most = next() % 4 == 0 ? 200 : 0;
        boolean response = next() % 2 == 0;
        ExchangeType exchange = new ExchangeType(35 + next() % 4);
        List<Octets> datagrams =
                Forgery.fragments(sa, exchange, response, next() % 6, most, content.toArray(Payload[]::new));
        for (Octets datagram : datagrams) {
            if (datagrams.size() == 1 || next() % 8 != 0) {
                forgery.inject(speaker, hearer, datagram);
            }
        }
    }

    private static List<IkeSa> keyed(Host host) {
        return host.ikeSas().stream()
                .filter(sa -> sa.isKeyed() && sa.lifecycle() != Lifecycle.CLOSED)
                .toList();
    }

    private void unprotected(Host speaker, Host hearer) {
        List<IkeSa> sas = speaker.ikeSas();
        List<Payload> content = payloads();
        if (sas.isEmpty()) {
            forgery.inject(speaker, hearer, Forgery.init(next(), content));
            return;
        }
        IkeSa sa = sas.get(next() % sas.size());
        ExchangeType exchange = new ExchangeType(34 + next() % 5);
        forgery.inject(
                speaker,
                hearer,
                MessageCodec.encode(
                        new IkeMessage(Forgery.header(sa, exchange, next() % 2 == 0, next() % 4), content)));
    }

    /** What the speaker has said in earnest, as the hearer opened it, with one payload changed, doubled or left out. */
    private Optional<List<Payload>> altered(Host speaker, Host hearer) {
        Optional<IkeMessage> message = sent(speaker).flatMap(datagram -> opened(hearer, datagram));
        if (message.isEmpty() || message.get().payloads().isEmpty()) {
            return Optional.empty();
        }
        List<Payload> payloads = new ArrayList<>(message.get().payloads());
        int index = next() % payloads.size();
        switch (next() % 4) {
            case 0 -> payloads.remove(index);
            case 1 -> payloads.add(payloads.get(index));
            case 2 -> payloads.addAll(payloads());
            default -> payloads.set(index, altered(payloads.get(index)));
        }
        return Optional.of(payloads);
    }

    private Payload altered(Payload payload) {
        WireWriter out = new WireWriter();
        payload.encodeBody(out);
        Octets body = out.toOctets();
        Octets changed = body.isEmpty() ? body : Forgery.with(body, next16() % body.length(), next());
        return new UnknownPayload(payload.type(), next() % 8 == 0, changed);
    }

    private static Optional<IkeMessage> opened(Host hearer, Octets datagram) {
        try {
            if (MessageCodec.parse(datagram) instanceof RawMessage.Protected whole) {
                for (IkeSa sa : keyed(hearer)) {
                    if (sa.protection().open(whole) instanceof OpenOutcome.Opened opened) {
                        return Optional.of(opened.message());
                    }
                }
            }
        } catch (MalformedException e) {
            throw new AssertionError("what a host sent is malformed", e);
        }
        return Optional.empty();
    }

    private List<Payload> payloads() {
        List<Payload> payloads = new ArrayList<>();
        for (int left = next() % 5; left > 0; left--) {
            int type = next() % 8 == 0 ? 1 + next() % 255 : 33 + next() % 16;
            payloads.add(new UnknownPayload(new PayloadType(type), next() % 16 == 0, octets(next() % 64)));
        }
        return payloads;
    }

    private void checkBounds() {
        for (Host host : peers.simulation().hosts()) {
            require(
                    host.ikeSas().size() <= MOST_IKE_SAS,
                    host + " has " + host.ikeSas().size() + " IKE SAs");
            require(host.engine().underWay().size() <= MOST_IKE_SAS, host + " is at work on too much");
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }

    /** The next octet of the script; 0 behind its end. */
    private int next() {
        return at < script.length ? script[at++] & 0xff : 0;
    }

    private int next16() {
        int high = next();
        return (high << 8) | next();
    }

    private Octets octets(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) next();
        }
        return Octets.owning(bytes);
    }
}
