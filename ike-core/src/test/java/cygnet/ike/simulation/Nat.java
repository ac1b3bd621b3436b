package cygnet.ike.simulation;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SecurityAssociation.Encapsulation;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A NAT with hosts behind it: what they send comes from the NAT's address, and from ports of the NAT's. */
final class Nat {
    private final Set<IpAddress> inside = new LinkedHashSet<>();
    private IpAddress outside;
    private final Map<Endpoint, Integer> ports = new HashMap<>();
    private int nextPort = 40_001;

    Nat(Host inside, IpAddress outside) {
        this.inside.add(inside.address());
        this.outside = outside;
    }

    /** Puts another host behind it. */
    void add(Host host) {
        add(host.address());
    }

    void add(IpAddress address) {
        inside.add(address);
    }

    IpAddress outside() {
        return outside;
    }

    /** Lets anybody reach a port of the first host. */
    void forward(int port) {
        ports.put(new Endpoint(inside.iterator().next(), port), port);
    }

    /** Forgets all mappings: from now on the host has other ports. */
    void restart() {
        ports.clear();
    }

    /** The provider has given it another address; all mappings are new. */
    void moveTo(IpAddress address) {
        outside = address;
        restart();
    }

    Endpoint outward(Endpoint source) {
        return inside.contains(source.address())
                ? new Endpoint(outside, ports.computeIfAbsent(source, s -> nextPort++))
                : source;
    }

    /** Where a datagram ends; empty if the NAT knows no such port. */
    Optional<Endpoint> inward(Endpoint destination) {
        if (!destination.address().equals(outside)) {
            return Optional.of(destination);
        }
        return ports.entrySet().stream()
                .filter(e -> e.getValue() == destination.port())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** ESP without UDP does not pass; inside of it nothing can be changed, so that a host corrects the addresses itself. */
    Optional<EspPacket> translated(EspPacket esp) {
        if (esp.encapsulation().isEmpty()) {
            return Optional.empty();
        }
        Encapsulation ports = esp.encapsulation().get();
        Endpoint source = outward(new Endpoint(esp.source(), ports.sourcePort()));
        return inward(new Endpoint(esp.id().destination(), ports.destinationPort()))
                .map(there -> new EspPacket(
                        source.address(),
                        new SaId(there.address(), esp.id().protocol(), esp.id().spi()),
                        esp.keys(),
                        Optional.of(new Encapsulation(source.port(), there.port())),
                        new Packet(
                                source.address(),
                                there.address(),
                                esp.content().protocol(),
                                esp.content().sourcePort(),
                                esp.content().destinationPort(),
                                esp.content().number())));
    }

    /** The name under which the world knows an SA of a host behind the NAT. */
    SaId outward(SaId id) {
        return inside.contains(id.destination()) ? new SaId(outside, id.protocol(), id.spi()) : id;
    }
}
