package cygnet.ike.simulation;

import cygnet.crypto.Octets;
import cygnet.ike.engine.Output;
import cygnet.ike.engine.RetransmitPolicy;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.message.MessageCodec;
import cygnet.ike.message.RawMessage;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.wire.MalformedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a host may put on the wire, judged by its protected messages alone: message IDs of requests rise by one, and only
 * when the request before has been answered (a window of one, RFC 7296 section 2.3); whatever is sent again is bit for bit
 * what was sent before (section 2.1).
 */
final class WireRules {
    private final String host;
    private final Map<Conversation, Integer> lastRequest = new HashMap<>();
    private final Map<Message, List<Octets>> sent = new HashMap<>();
    private final Map<Message, Boolean> answered = new HashMap<>();
    private final Map<Message, Integer> times = new HashMap<>();

    WireRules(String host) {
        this.host = host;
    }

    private record Conversation(IkeSpi initiator, IkeSpi responder) {}

    private record Message(Conversation conversation, boolean response, int messageId) {}

    /** Something arrives: it may be the response that allows the next request. */
    void onArrival(Octets datagram) {
        header(datagram).ifPresent(header -> {
            if (header.response()) {
                answered.put(message(header), true);
            }
        });
    }

    /** What one input made the host send. */
    void onOutputs(List<Output> outputs) {
        Map<Message, List<Octets>> bursts = new LinkedHashMap<>();
        for (Output output : outputs) {
            if (output instanceof Output.Transmit transmit) {
                header(transmit.octets())
                        .ifPresent(header -> bursts.computeIfAbsent(message(header), m -> new ArrayList<>())
                                .add(transmit.octets()));
            }
        }
        bursts.forEach(this::judge);
    }

    private void judge(Message message, List<Octets> datagrams) {
        times.merge(message, 1, Integer::sum);
        List<Octets> before = sent.putIfAbsent(message, datagrams);
        if (before != null && !before.equals(datagrams)) {
            throw new AssertionError(host + " repeats " + message + " with other octets");
        }
        if (before == null && !message.response()) {
            Integer last = lastRequest.put(message.conversation(), message.messageId());
            if (last != null && message.messageId() != last + 1) {
                throw new AssertionError(host + " sends " + message + " after request " + last);
            }
            if (last != null && !isOver(message.conversation(), last)) {
                throw new AssertionError(host + " sends " + message + " before request " + last + " is answered");
            }
        }
    }

    /** It was answered, or given up for good: then a Delete may follow, in case the answers were lost. */
    private boolean isOver(Conversation conversation, int messageId) {
        return answered.containsKey(new Message(conversation, true, messageId))
                || times.get(new Message(conversation, false, messageId)) > RetransmitPolicy.DEFAULT.tries();
    }

    /** The header of a protected message. */
    private static Optional<IkeHeader> header(Octets datagram) {
        try {
            RawMessage message = MessageCodec.parse(datagram);
            boolean counts = !(message instanceof RawMessage.Clear)
                    && !message.header().exchange().equals(ExchangeType.IKE_SA_INIT);
            return counts ? Optional.of(message.header()) : Optional.empty();
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static Message message(IkeHeader header) {
        return new Message(
                new Conversation(header.initiatorSpi(), header.responderSpi()), header.response(), header.messageId());
    }
}
