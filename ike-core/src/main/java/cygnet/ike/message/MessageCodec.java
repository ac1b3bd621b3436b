package cygnet.ike.message;

import cygnet.crypto.Octets;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.payload.Payload;
import cygnet.ike.payload.SaPayload;
import cygnet.ike.payload.UnknownPayload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireReader;
import cygnet.ike.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** Between datagrams and messages, as far as no keys are needed (RFC 7296 sections 3.1 and 3.2). */
public final class MessageCodec {
    private MessageCodec() {}

    /**
     * Encodes a message without protection.
     *
     * @throws IllegalArgumentException if something does not fit its field
     */
    public static Octets encode(IkeMessage clear) {
        WireWriter out = new WireWriter();
        clear.header().encode(PayloadChain.firstType(clear.payloads()), out);
        PayloadChain.encode(clear.payloads(), out);
        IkeHeader.patchLength(out, out.length());
        return out.toOctets();
    }

    /**
     * Parses a datagram, without the non-ESP marker.
     *
     * @throws MalformedException if it is to be dropped; the message names the payload and the offset
     */
    public static RawMessage parse(Octets datagram) throws MalformedException {
        WireReader in = new WireReader(datagram, "message");
        IkeHeader.Decoded decoded = IkeHeader.decode(in.part(IkeHeader.LENGTH, "IKE header"));
        IkeHeader header = decoded.header();
        if (header.majorVersion() > IkeHeader.MAJOR_VERSION) {
            return new RawMessage.UnsupportedVersion(header);
        }
        checkHeader(header, in);
        if (decoded.length() != datagram.length()) {
            throw in.malformed(
                    "Length " + Integer.toUnsignedString(decoded.length()) + " of " + datagram.length() + " octets");
        }
        return parseChain(header, decoded.firstPayload(), datagram, in);
    }

    private static void checkHeader(IkeHeader header, WireReader in) throws MalformedException {
        if (header.majorVersion() < IkeHeader.MAJOR_VERSION) {
            throw in.malformed("major version " + header.majorVersion());
        }
        if (header.initiatorSpi().isZero()) {
            throw in.malformed("the initiator's SPI is zero");
        }
        if (isSaInit(header)) {
            // "This value MUST be zero in the first message of an IKE initial exchange (including repeats [...])"
            if (!header.response() && !header.responderSpi().isZero()) {
                throw in.malformed("IKE_SA_INIT request with a responder's SPI");
            }
            if (header.response() == header.fromOriginalInitiator()) {
                throw in.malformed("IKE_SA_INIT with contradicting I and R flags");
            }
        }
    }

    private static boolean isSaInit(IkeHeader header) {
        return header.exchange().equals(ExchangeType.IKE_SA_INIT);
    }

    private static RawMessage parseChain(IkeHeader header, int firstType, Octets datagram, WireReader in)
            throws MalformedException {
        List<PayloadChain.Link> links = new ArrayList<>();
        int type = firstType;
        while (type != PayloadType.NONE.code()) {
            PayloadChain.checkCount(in, links.size());
            PayloadChain.Link link = PayloadChain.next(in, type);
            if (PayloadChain.isEncrypted(type)) {
                // "An Encrypted payload MUST be the last payload in a packet"
                in.expectEnd();
                return parseProtected(header, datagram, links, link);
            }
            links.add(link);
            type = link.next();
        }
        in.expectEnd();
        List<Payload> payloads = new ArrayList<>(links.size());
        for (PayloadChain.Link link : links) {
            payloads.add(link.decode());
        }
        checkContent(header, payloads);
        return new RawMessage.Clear(header, new IkeMessage(header, payloads));
    }

    private static RawMessage parseProtected(
            IkeHeader header, Octets datagram, List<PayloadChain.Link> outer, PayloadChain.Link encrypted)
            throws MalformedException {
        WireReader body = encrypted.body();
        if (isSaInit(header)) {
            throw body.malformed("there are no keys in IKE_SA_INIT");
        }
        List<Payload> outerPayloads = new ArrayList<>(outer.size());
        for (PayloadChain.Link link : outer) {
            boolean critical = link.critical() && !link.type().isUnderstood();
            outerPayloads.add(
                    new UnknownPayload(link.type(), critical, link.body().rest()));
        }
        if (encrypted.type().equals(PayloadType.ENCRYPTED)) {
            return new RawMessage.Protected(header, datagram, outerPayloads, encrypted.next(), body.offset());
        }
        int number = body.uint16("Fragment Number");
        int total = body.uint16("Total Fragments");
        if (number == 0 || number > total) {
            throw body.malformed("fragment " + number + " of " + total);
        }
        return new RawMessage.Fragment(header, datagram, number, total, encrypted.next(), body.offset());
    }

    /** Decodes what an Encrypted payload held. */
    static IkeMessage decodeContent(IkeHeader header, int firstType, Octets content) throws MalformedException {
        List<Payload> payloads = PayloadChain.decode(new WireReader(content, "content"), firstType);
        checkContent(header, payloads);
        return new IkeMessage(header, payloads);
    }

    /** What the payloads alone cannot know: where in the protocol an SA payload travels (RFC 7296 section 3.3.1). */
    private static void checkContent(IkeHeader header, List<Payload> payloads) throws MalformedException {
        for (Payload payload : payloads) {
            if (payload instanceof SaPayload sa) {
                for (Proposal proposal : sa.proposals()) {
                    checkSpi(header, proposal);
                }
                int first = sa.proposals().get(0).number();
                // "the first proposal in an SA payload MUST be 1"; an answer carries the number of what it accepts.
                if (!header.response() && first != 1) {
                    throw new MalformedException("SA payload: the first proposal has number " + first);
                }
                if (header.response() && sa.proposals().size() > 1) {
                    throw new MalformedException(
                            "SA payload: an answer of " + sa.proposals().size() + " proposals");
                }
            }
        }
    }

    private static void checkSpi(IkeHeader header, Proposal proposal) throws MalformedException {
        boolean wantsSpi = !isSaInit(header);
        if (proposal.protocol().equals(ProtocolId.IKE) && proposal.spi().isEmpty() == wantsSpi) {
            throw new MalformedException(
                    "SA payload: SPI of " + proposal.spi().length() + " octets for the IKE SA in " + header.exchange());
        }
    }
}
