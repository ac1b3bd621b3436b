package cygnet.ike.payload;

import cygnet.crypto.Octets;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireReader;
import cygnet.ike.wire.WireWriter;

/**
 * An error or a status (RFC 7296 section 3.10).
 *
 * @param protocol of the SA that {@code spi} names; as received, and without meaning if there is no SPI
 * @param spi 0 to 255 octets; empty unless the notification is about a Child SA. As received: whoever reads a
 *     notification that needs an SPI checks that it is one.
 * @param content Notification Data
 */
public record NotifyPayload(ProtocolId protocol, Octets spi, NotifyType notifyType, Octets content) implements Payload {
    public static NotifyPayload of(NotifyType notifyType) {
        return of(notifyType, Octets.empty());
    }

    public static NotifyPayload of(NotifyType notifyType, Octets content) {
        return new NotifyPayload(ProtocolId.NONE, Octets.empty(), notifyType, content);
    }

    static NotifyPayload decode(WireReader body) throws MalformedException {
        ProtocolId protocol = new ProtocolId(body.uint8("Protocol ID"));
        int spiSize = body.uint8("SPI Size");
        NotifyType notifyType = new NotifyType(body.uint16("Notify Message Type"));
        Octets spi = body.octets(spiSize, "SPI");
        return new NotifyPayload(protocol, spi, notifyType, body.rest());
    }

    @Override
    public PayloadType type() {
        return PayloadType.NOTIFY;
    }

    @Override
    public void encodeBody(WireWriter out) {
        out.uint8(protocol.code()).uint8(spi.length()).uint16(notifyType.code());
        out.octets(spi).octets(content);
    }
}
