package cygnet.dns.publish;

import cygnet.dns.publish.PublishException.Kind;
import cygnet.ike.address.Endpoint;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.WireParseException;

/** Asks and tells name servers, one message at a time; blocks until the answer is there. */
final class ServerQuestions {
    private static final Logger LOG = LoggerFactory.getLogger(ServerQuestions.class);
    private static final int UDP_PAYLOAD = 1232;

    private final Duration timeout;
    private final Clock clock;

    ServerQuestions(Duration timeout, Clock clock) {
        this.timeout = timeout;
        this.clock = clock;
    }

    /** How a server is reached. */
    enum Transport {
        UDP,
        TCP
    }

    /** The server cannot even be sent anything from here, for want of a route or of an address of its family. */
    static final class NoRouteException extends Exception {
        private static final long serialVersionUID = 1;

        NoRouteException(String message) {
            super(message);
        }
    }

    /** Asks an authoritative server, without recursion; no route counts as no answer. */
    Message ask(Endpoint server, Name name, int type) throws PublishException {
        try {
            return ask(server, name, type, Transport.TCP);
        } catch (NoRouteException e) {
            throw new PublishException(Kind.UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }

    /** Asks an authoritative server, without recursion. */
    Message ask(Endpoint server, Name name, int type, Transport transport) throws PublishException, NoRouteException {
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        query.getHeader().unsetFlag(Flags.RD);
        return exchange(server, query, transport, Optional.empty());
    }

    /** Asks the first recursive server that answers. */
    Message resolve(List<Endpoint> resolvers, Name name, int type) throws PublishException {
        String trouble = "there is no resolver to ask";
        for (Endpoint resolver : resolvers) {
            try {
                Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
                return exchange(resolver, query, Transport.UDP, Optional.empty());
            } catch (PublishException | NoRouteException e) {
                trouble = String.valueOf(e.getMessage());
            }
        }
        throw new PublishException(
                Kind.UNREACHABLE, "can't look up " + Words.name(name) + " " + Type.string(type) + ": " + trouble);
    }

    /** Sends a signed update (RFC 2136); gives the answer, whatever it says. */
    Message update(Endpoint server, Message update, TsigKey key) throws PublishException {
        try {
            return exchange(server, update, Transport.TCP, Optional.of(key));
        } catch (NoRouteException e) {
            throw new PublishException(Kind.UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }

    private Message exchange(Endpoint server, Message message, Transport transport, Optional<TsigKey> key)
            throws PublishException, NoRouteException {
        try {
            if (transport == Transport.UDP) {
                Message answer = resolver(server).send(message);
                if (!answer.getHeader().getFlag(Flags.TC)) {
                    return answer;
                }
            }
            return overTcp(server, message, key);
        } catch (IOException e) {
            throw trouble(server, transport, e);
        }
    }

    private SimpleResolver resolver(Endpoint server) {
        SimpleResolver resolver =
                new SimpleResolver(new InetSocketAddress(server.address().toInetAddress(), server.port()));
        resolver.setTimeout(timeout);
        resolver.setIgnoreTruncation(true);
        resolver.setEDNS(0, UDP_PAYLOAD, 0, List.of());
        return resolver;
    }

    private Message overTcp(Endpoint server, Message message, Optional<TsigKey> key) throws IOException {
        Optional<TSIG> signature = key.map(k -> k.signature(clock));
        signature.ifPresent(tsig -> tsig.apply(message, null));
        byte[] octets = TcpExchange.send(server, message.toWire(), timeout);
        Message answer = new Message(octets);
        boolean isAnswer = answer.getHeader().getFlag(Flags.QR)
                && answer.getHeader().getID() == message.getHeader().getID()
                && answer.getHeader().getOpcode() == message.getHeader().getOpcode();
        if (!isAnswer) {
            throw new WireParseException("an answer to another question");
        }
        if (signature.isPresent() && answer.getTSIG() != null) {
            // Leaves its judgement in the message, which knows whether it is verified.
            int error = signature.get().verify(answer, octets, message.getTSIG());
            LOG.debug("{} signs with error {}", server, Rcode.TSIGstring(error));
        }
        return answer;
    }

    private static PublishException trouble(Endpoint server, Transport transport, IOException e)
            throws NoRouteException {
        String text = Words.printable(String.valueOf(e.getMessage()));
        if (e instanceof NoRouteToHostException || text.contains("unreachable") || text.contains("family not")) {
            throw new NoRouteException("no way to " + server + ": " + text);
        }
        if (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException)) {
            return new PublishException(Kind.UNREACHABLE, "interrupted while waiting for " + server);
        }
        if (e instanceof WireParseException) {
            return new PublishException(Kind.UNREACHABLE, server + " sends what can't be read: " + text);
        }
        if (e instanceof EOFException) {
            return new PublishException(Kind.UNREACHABLE, server + " closes the connection without an answer");
        }
        String what =
                e instanceof ConnectException ? " does not take connections: " + text : " does not answer: " + text;
        return new PublishException(Kind.UNREACHABLE, server + what + " (" + transport + ")");
    }
}
