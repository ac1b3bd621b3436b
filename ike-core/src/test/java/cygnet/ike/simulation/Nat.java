package cygnet.ike.simulation;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SecurityAssociation.Encapsulation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A NAT with one host behind it: what the host sends comes from the NAT's address, and from a port of the NAT's. */
final class Nat {
    private final Host inside;
    private final IpAddress outside;
    private final Map<Endpoint, Integer> ports = new HashMap<>();
    private int nextPort = 40_001;

    Nat(Host inside, IpAddress outside) {
        this.inside = inside;
        this.outside = outside;
    }

    IpAddress outside() {
        return outside;
    }

    /** Lets anybody reach a port of the host. */
    void forward(int port) {
        ports.put(new Endpoint(inside.address(), port), port);
    }

    /** Forgets all mappings: from now on the host has other ports. */
    void restart() {
        ports.clear();
    }

    Endpoint outward(Endpoint source) {
        return source.address().equals(inside.address())
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

    /** The name under which the host behind the NAT knows an SA. */
    SaId inward(SaId id) {
        return id.destination().equals(outside) ? new SaId(inside.address(), id.protocol(), id.spi()) : id;
    }
}
