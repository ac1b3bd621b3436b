package cygnet.ike.simulation;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.MessageCodec;
import cygnet.ike.wire.MalformedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Carries datagrams and packets between hosts, as well as the weather allows. */
public final class SimulatedNetwork {
    private final Simulation simulation;
    private final SplittableRandom random;
    private final Map<IpAddress, Host> hosts = new HashMap<>();
    private final List<Datagram> sent = new ArrayList<>();
    private final List<Packet> clear = new ArrayList<>();
    private Weather weather = Weather.FAIR;
    private Predicate<Datagram> dropped = datagram -> false;
    private final List<Nat> nats = new ArrayList<>();
    private final List<Datagram> heldBack = new ArrayList<>();
    private Predicate<Datagram> holding = datagram -> false;
    private int underWay;
    private int espSent;

    SimulatedNetwork(Simulation simulation, SplittableRandom random) {
        this.simulation = simulation;
        this.random = random;
    }

    /**
     * A datagram with IKE in it.
     *
     * @param at when it was sent, since the start
     */
    public record Datagram(Host sender, Duration at, Endpoint source, Endpoint destination, Octets octets) {
        /** The IKE header, if there is one. */
        public Optional<IkeHeader> header() {
            try {
                return Optional.of(MessageCodec.parse(octets).header());
            } catch (MalformedException e) {
                return Optional.empty();
            }
        }
    }

    void attach(Host host) {
        attach(host, host.address());
    }

    /** Gives a host a further address. */
    void attach(Host host, IpAddress address) {
        hosts.put(address, host);
    }

    void detach(IpAddress address) {
        hosts.remove(address);
    }

    public void weather(Weather newWeather) {
        weather = newWeather;
    }

    /** Loses these datagrams from now on, besides what the weather does. */
    public void drop(Predicate<Datagram> which) {
        dropped = which;
    }

    /** Loses the next {@code count} of these datagrams. */
    public void dropNext(int count, Predicate<Datagram> which) {
        int[] left = {count};
        dropped = datagram -> left[0] > 0 && which.test(datagram) && left[0]-- > 0;
    }

    public void dropNothing() {
        dropped = datagram -> false;
    }

    /** Keeps back these datagrams from now on, until {@link #release}. */
    public void hold(Predicate<Datagram> which) {
        holding = which;
    }

    /** Delivers what was kept back, in order, and keeps back nothing more. */
    public void release() {
        holding = datagram -> false;
        List<Datagram> released = List.copyOf(heldBack);
        heldBack.clear();
        released.forEach(this::carry);
    }

    /** Every datagram that was sent, whatever became of it. */
    public List<Datagram> sent() {
        return sent;
    }

    /** Every packet of an application that went over the wire in clear. */
    public List<Packet> clearPackets() {
        return clear;
    }

    public int espSent() {
        return espSent;
    }

    boolean isQuiet() {
        return underWay == 0;
    }

    void send(Datagram datagram) {
        sent.add(datagram);
        boolean lost = dropped.test(datagram) || chance(weather.loss());
        if (lost) {
            simulation.tell("        (lost) " + datagram.source() + " > " + datagram.destination());
            return;
        }
        if (holding.test(datagram)) {
            simulation.tell("        (kept back) " + datagram.source() + " > " + datagram.destination());
            heldBack.add(datagram);
            return;
        }
        carry(datagram);
        if (chance(weather.duplication())) {
            carry(datagram);
        }
    }

    private void carry(Datagram datagram) {
        Octets octets = chance(weather.corruption()) ? corrupted(datagram.octets()) : datagram.octets();
        deliver(datagram.source(), datagram.destination(), octets);
    }

    /** Puts a datagram into the network that no host has sent. */
    public void inject(Endpoint source, Endpoint destination, Octets octets) {
        deliver(source, destination, octets);
    }

    private void deliver(Endpoint source, Endpoint destination, Octets octets) {
        Endpoint seen = source;
        for (Nat nat : nats) {
            seen = nat.outward(seen);
        }
        Endpoint origin = seen;
        later(() -> {
            Endpoint there = destination;
            for (Nat nat : nats) {
                there = nat.inward(there).orElse(there);
            }
            Host receiver = hosts.get(there.address());
            if (receiver != null) {
                receiver.onDatagram(there, origin, octets);
            }
        });
    }

    void send(EspPacket esp) {
        espSent++;
        Optional<EspPacket> seen = Optional.of(esp);
        for (Nat nat : nats) {
            seen = seen.flatMap(nat::translated);
        }
        Optional<EspPacket> origin = seen;
        later(() -> origin.ifPresent(arriving -> {
            Host receiver = hosts.get(arriving.id().destination());
            if (receiver != null) {
                receiver.kernel().input(arriving);
            }
        }));
    }

    /** Puts a NAT with this address in front of a host. */
    Nat natBefore(Host inside, IpAddress outside) {
        Nat added = new Nat(inside, outside);
        nats.add(added);
        return added;
    }

    List<Nat> nats() {
        return nats;
    }

    void sendClear(Packet packet) {
        clear.add(packet);
        Host receiver = hosts.get(packet.destination());
        later(() -> {
            if (receiver != null) {
                receiver.kernel().inputClear(packet);
            }
        });
    }

    private void later(Runnable arrival) {
        underWay++;
        simulation.after(delay(), () -> {
            underWay--;
            arrival.run();
        });
    }

    private Duration delay() {
        long spread = weather.most().minus(weather.least()).toNanos();
        return spread == 0 ? weather.least() : weather.least().plusNanos(random.nextLong(spread));
    }

    private boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    private Octets corrupted(Octets octets) {
        byte[] bytes = octets.toByteArray();
        int bit = random.nextInt(bytes.length * 8);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        return Octets.owning(bytes);
    }
}
