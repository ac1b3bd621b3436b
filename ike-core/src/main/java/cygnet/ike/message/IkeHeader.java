package cygnet.ike.message;

import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireReader;
import cygnet.ike.wire.WireWriter;

/**
 * The IKE header (RFC 7296 section 3.1), without Next Payload and Length: those follow from the content.
 *
 * @param fromOriginalInitiator the I flag: the sender is the original initiator of this IKE SA
 * @param response the R flag
 * @param messageId unsigned
 */
public record IkeHeader(
        IkeSpi initiatorSpi,
        IkeSpi responderSpi,
        int majorVersion,
        int minorVersion,
        ExchangeType exchange,
        boolean fromOriginalInitiator,
        boolean response,
        int messageId) {
    /** Octets of the header on the wire. */
    public static final int LENGTH = 28;

    static final int MAJOR_VERSION = 2;
    private static final int RESPONSE_FLAG = 0x20;
    private static final int INITIATOR_FLAG = 0x08;
    private static final int LENGTH_OFFSET = 24;

    public IkeHeader {
        if (((majorVersion | minorVersion) & ~0xf) != 0) {
            throw new IllegalArgumentException("version " + majorVersion + "." + minorVersion);
        }
    }

    /** A header of IKE version 2.0. */
    public static IkeHeader of(
            IkeSpi initiatorSpi,
            IkeSpi responderSpi,
            ExchangeType exchange,
            boolean fromOriginalInitiator,
            boolean response,
            int messageId) {
        return new IkeHeader(
                initiatorSpi, responderSpi, MAJOR_VERSION, 0, exchange, fromOriginalInitiator, response, messageId);
    }

    /** A header with the two numbers that only decoding needs. */
    record Decoded(IkeHeader header, int firstPayload, int length) {}

    static Decoded decode(WireReader in) throws MalformedException {
        IkeSpi initiatorSpi = new IkeSpi(in.int64("IKE SA Initiator's SPI"));
        IkeSpi responderSpi = new IkeSpi(in.int64("IKE SA Responder's SPI"));
        int firstPayload = in.uint8("Next Payload");
        int version = in.uint8("Version");
        ExchangeType exchange = new ExchangeType(in.uint8("Exchange Type"));
        int flags = in.uint8("Flags"); // V and X bits "MUST be ignored on receipt"
        int messageId = in.int32("Message ID");
        int length = in.int32("Length");
        IkeHeader header = new IkeHeader(
                initiatorSpi,
                responderSpi,
                version >> 4,
                version & 0xf,
                exchange,
                (flags & INITIATOR_FLAG) != 0,
                (flags & RESPONSE_FLAG) != 0,
                messageId);
        return new Decoded(header, firstPayload, length);
    }

    /** Appends the header; Length stays zero until {@link #patchLength}. */
    void encode(PayloadType firstPayload, WireWriter out) {
        out.int64(initiatorSpi.value()).int64(responderSpi.value());
        out.uint8(firstPayload.code()).uint8(majorVersion << 4 | minorVersion).uint8(exchange.code());
        out.uint8((fromOriginalInitiator ? INITIATOR_FLAG : 0) | (response ? RESPONSE_FLAG : 0));
        out.int32(messageId).int32(0);
    }

    /** Sets Length in a message that begins where {@code out} begins. */
    static void patchLength(WireWriter out, int length) {
        out.patchInt32(LENGTH_OFFSET, length);
    }

    @Override
    public String toString() {
        return exchange + (response ? " response " : " request ") + Integer.toUnsignedString(messageId);
    }
}
