package cygnet.ike.message;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.protection.Protection;
import cygnet.ike.payload.Payload;
import cygnet.ike.payload.UnknownPayload;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Encrypted payload of one IKE SA, in both directions (RFC 7296 section 3.14), and its fragments (RFC 7383).
 *
 * <p>Not thread-safe.
 */
public final class MessageProtection implements AutoCloseable {
    private static final int GENERIC_HEADER_OCTETS = 4;
    private static final int FRAGMENT_HEADER_OCTETS = GENERIC_HEADER_OCTETS + 4;
    private static final int MOST_FRAGMENTS = 0xffff;

    private final Protection outbound;
    private final Protection inbound;
    private final RandomSource random;

    public MessageProtection(Protection outbound, Protection inbound, RandomSource random) {
        this.outbound = outbound;
        this.inbound = inbound;
        this.random = random;
    }

    /**
     * Seals a message: as one datagram, or as several if one would be too long. Each call makes other octets, so what may
     * have to be retransmitted must be kept (RFC 7296 section 2.1). A retry in smaller fragments has to come out with more
     * of them, or the peer takes it for the same set (RFC 7383 section 2.5.2).
     *
     * @param maxDatagram the most octets of UDP payload that a datagram may have, IKE header included; 0 never fragments
     * @throws IllegalArgumentException if {@code maxDatagram} has no room for content, or the message is too large
     */
    public List<Octets> seal(IkeMessage message, int maxDatagram) {
        WireWriter writer = new WireWriter();
        PayloadChain.encode(message.payloads(), writer);
        Octets content = writer.toOctets();
        PayloadType firstInner = PayloadChain.firstType(message.payloads());
        int whole = IkeHeader.LENGTH + GENERIC_HEADER_OCTETS + outbound.sealedLength(content.length());
        if (maxDatagram == 0 || whole <= maxDatagram) {
            return List.of(sealWhole(message.header(), firstInner, content));
        }
        return sealFragments(message.header(), firstInner, content, maxDatagram);
    }

    private Octets sealWhole(IkeHeader header, PayloadType firstInner, Octets content) {
        WireWriter out = new WireWriter();
        header.encode(PayloadType.ENCRYPTED, out);
        int length = GENERIC_HEADER_OCTETS + outbound.sealedLength(content.length());
        out.uint8(firstInner.code()).zeros(1).uint16(length);
        return sealBehind(out, content);
    }

    private List<Octets> sealFragments(IkeHeader header, PayloadType firstInner, Octets content, int maxDatagram) {
        int capacity = outbound.plaintextCapacity(maxDatagram - IkeHeader.LENGTH - FRAGMENT_HEADER_OCTETS);
        if (capacity <= 0) {
            throw new IllegalArgumentException("no fragment fits a datagram of " + maxDatagram + " octets");
        }
        int total = (content.length() + capacity - 1) / capacity;
        if (total > MOST_FRAGMENTS) {
            throw new IllegalArgumentException(content.length() + " octets are too many for fragments");
        }
        List<Octets> datagrams = new ArrayList<>(total);
        for (int number = 1; number <= total; number++) {
            Octets chunk = content.slice((number - 1) * capacity, Math.min(number * capacity, content.length()));
            WireWriter out = new WireWriter();
            header.encode(PayloadType.ENCRYPTED_FRAGMENT, out);
            int length = FRAGMENT_HEADER_OCTETS + outbound.sealedLength(chunk.length());
            // "In the rest of the Fragment messages [...], this field MUST be set to zero."
            out.uint8(number == 1 ? firstInner.code() : 0).zeros(1).uint16(length);
            out.uint16(number).uint16(total);
            datagrams.add(sealBehind(out, chunk));
        }
        return datagrams;
    }

    /** The integrity check covers everything in front of the IV, with its final lengths. */
    private Octets sealBehind(WireWriter out, Octets content) {
        IkeHeader.patchLength(out, out.length() + outbound.sealedLength(content.length()));
        Octets front = out.toOctets();
        return Octets.concat(front, outbound.seal(front, content, random));
    }

    /** Opens a whole message. */
    public OpenOutcome open(RawMessage.Protected message) {
        Octets content;
        try {
            content = open(message.datagram(), message.bodyOffset());
        } catch (CryptoException e) {
            return new OpenOutcome.NotAuthentic(String.valueOf(e.getMessage()));
        }
        OpenOutcome outcome = decode(
                message.header(),
                message.firstInner(),
                new ContentOctets(message.datagram().first(message.bodyOffset()), content));
        List<Payload> critical = message.outerPayloads().stream()
                .filter(p -> p instanceof UnknownPayload unknown && unknown.critical())
                .toList();
        if (outcome instanceof OpenOutcome.Opened opened && !critical.isEmpty()) {
            // They travelled in clear, but the integrity check covers them: the caller must know.
            List<Payload> payloads = new ArrayList<>(critical);
            payloads.addAll(opened.message().payloads());
            return new OpenOutcome.Opened(new IkeMessage(message.header(), payloads), opened.octets());
        }
        return outcome;
    }

    /**
     * Opens one fragment (RFC 7383 section 2.6). The caller has seen that the message ID is one that it waits for.
     *
     * @param reassembly of messages of this direction; it forgets its fragments when they become a message
     */
    public OpenOutcome openFragment(RawMessage.Fragment fragment, Reassembly reassembly) {
        Optional<String> refusal = reassembly.refusal(fragment);
        if (refusal.isPresent()) {
            return new OpenOutcome.NotAuthentic(refusal.get());
        }
        Octets chunk;
        try {
            chunk = open(fragment.datagram(), fragment.bodyOffset());
        } catch (CryptoException e) {
            return new OpenOutcome.NotAuthentic(String.valueOf(e.getMessage()));
        }
        return reassembly
                .add(fragment, chunk)
                .map(whole -> decode(
                        whole.header(), whole.firstInner(), ContentOctets.ofFragments(whole.front(), whole.content())))
                .orElseGet(OpenOutcome.Incomplete::new);
    }

    private Octets open(Octets datagram, int bodyOffset) throws CryptoException {
        return inbound.open(datagram.first(bodyOffset), datagram.from(bodyOffset));
    }

    private static OpenOutcome decode(IkeHeader header, int firstInner, ContentOctets octets) {
        try {
            return new OpenOutcome.Opened(MessageCodec.decodeContent(header, firstInner, octets.content()), octets);
        } catch (MalformedException e) {
            return new OpenOutcome.MalformedContent(header, e.getMessage());
        }
    }

    /** Wipes the keys of both directions. */
    @Override
    public void close() {
        outbound.close();
        inbound.close();
    }
}
