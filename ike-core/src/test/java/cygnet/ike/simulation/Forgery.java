package cygnet.ike.simulation;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.message.MessageCodec;
import cygnet.ike.message.RawMessage;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.simulation.SimulatedNetwork.Datagram;
import cygnet.ike.wire.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** Datagrams that no engine would send: a stranger's, a forger's, or those of a peer that has gone mad. */
final class Forgery {
    static final Endpoint STRANGER = new Endpoint(IpAddress.parse("198.51.100.7"), 500);

    private final SimulatedNetwork network;

    Forgery(TwoPeers peers) {
        this.network = peers.network();
    }

    static Endpoint ike(Host host) {
        return new Endpoint(host.address(), 500);
    }

    /** Everything that a host has sent, the first first. */
    List<Datagram> sentBy(Host host) {
        return network.sent().stream().filter(d -> d.sender() == host).toList();
    }

    Datagram lastOf(Host host) {
        List<Datagram> all = sentBy(host);
        return all.get(all.size() - 1);
    }

    /** Everything that a host has sent in one kind of exchange. */
    List<Datagram> sentBy(Host host, ExchangeType exchange) {
        return sentBy(host).stream()
                .filter(d -> d.header().orElseThrow().exchange().equals(exchange))
                .toList();
    }

    /** Tells the datagrams of one exchange that a host sends. */
    static Predicate<Datagram> by(Host host, ExchangeType exchange) {
        return d -> d.sender() == host && d.header().orElseThrow().exchange().equals(exchange);
    }

    /** How many datagrams a host has sent to an address. */
    long sentTo(Host host, Endpoint there) {
        return sentBy(host).stream().filter(d -> d.destination().equals(there)).count();
    }

    static IkeMessage clear(Octets datagram) {
        try {
            return ((RawMessage.Clear) MessageCodec.parse(datagram)).message();
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    /** An IKE_SA_INIT request with another SPI, and with payloads in front. */
    static Octets init(IkeMessage original, long spi, Payload... front) {
        List<Payload> payloads = new ArrayList<>(List.of(front));
        payloads.addAll(original.payloads());
        return init(spi, payloads);
    }

    static Octets init(long spi, List<Payload> payloads) {
        IkeHeader header = IkeHeader.of(new IkeSpi(spi), IkeSpi.ZERO, ExchangeType.IKE_SA_INIT, true, false, 0);
        return MessageCodec.encode(new IkeMessage(header, payloads));
    }

    /** An IKE_SA_INIT response to a request. */
    static Octets initResponse(Octets request, IkeSpi responder, Payload... payloads) {
        IkeSpi initiator = clear(request).header().initiatorSpi();
        IkeHeader header = IkeHeader.of(initiator, responder, ExchangeType.IKE_SA_INIT, false, true, 0);
        return MessageCodec.encode(new IkeMessage(header, List.of(payloads)));
    }

    static NotifyPayload notify(NotifyType type) {
        return NotifyPayload.of(type);
    }

    /** An unprotected message about an IKE SA that somebody has overheard. */
    static Octets unprotected(
            Host speaker, ExchangeType exchange, boolean response, int messageId, Payload... content) {
        return MessageCodec.encode(
                new IkeMessage(header(speaker.ikeSa(), exchange, response, messageId), List.of(content)));
    }

    /** What the host could say on its only IKE SA, sealed with its keys. */
    static Octets sealed(Host speaker, ExchangeType exchange, boolean response, int messageId, Payload... content) {
        return fragments(speaker, exchange, response, messageId, 0, content).get(0);
    }

    /** The same in datagrams of so many octets. */
    static List<Octets> fragments(
            Host speaker, ExchangeType exchange, boolean response, int messageId, int most, Payload... content) {
        return fragments(speaker.ikeSa(), exchange, response, messageId, most, content);
    }

    static List<Octets> fragments(
            IkeSa sa, ExchangeType exchange, boolean response, int messageId, int most, Payload... content) {
        return sa.protection()
                .seal(new IkeMessage(header(sa, exchange, response, messageId), Arrays.asList(content)), most);
    }

    static Octets informational(Host speaker, int messageId, Payload... content) {
        return sealed(speaker, ExchangeType.INFORMATIONAL, false, messageId, content);
    }

    static IkeHeader header(IkeSa sa, ExchangeType exchange, boolean response, int messageId) {
        return IkeHeader.of(
                sa.spis().initiator(), sa.spis().responder(), exchange, sa.originalInitiator(), response, messageId);
    }

    /** One octet changed. */
    static Octets with(Octets datagram, int offset, int value) {
        byte[] bytes = datagram.toByteArray();
        bytes[offset] = (byte) value;
        return Octets.owning(bytes);
    }

    /** Sends a datagram between the hosts' ends of IKE, as if one had. */
    void inject(Host speaker, Host hearer, Octets datagram) {
        network.inject(ike(speaker), ike(hearer), datagram);
    }

    void inject(Endpoint source, Host hearer, Octets datagram) {
        network.inject(source, ike(hearer), datagram);
    }
}
