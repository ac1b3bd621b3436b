package cygnet.ike.payload;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireReader;
import cygnet.ike.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * TSi or TSr (RFC 7296 section 3.13).
 *
 * @param initiator whether this is TSi
 * @param selectors at most 255. Selectors of types that we do not know are left out (section 2.9), so a peer's payload
 *     may come out empty: then there is nothing to agree on.
 */
public record TsPayload(boolean initiator, List<TrafficSelector> selectors) implements Payload {
    private static final int TS_IPV4_ADDR_RANGE = 7;
    private static final int TS_IPV6_ADDR_RANGE = 8;
    private static final int MOST_SELECTORS = 255;
    private static final int PORT_OCTETS = 4;
    private static final int HEADER_OCTETS = 4;

    public TsPayload {
        selectors = List.copyOf(selectors);
        if (selectors.size() > MOST_SELECTORS) {
            throw new IllegalArgumentException(selectors.size() + " traffic selectors");
        }
    }

    static TsPayload decode(boolean initiator, WireReader body) throws MalformedException {
        int count = body.uint8("Number of TSs");
        body.skip(3, "RESERVED");
        List<TrafficSelector> selectors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int type = body.uint8("TS Type");
            int protocol = body.uint8("IP Protocol ID");
            int length = body.uint16("Selector Length");
            WireReader rest = body.part(length - HEADER_OCTETS, "traffic selector");
            if (type == TS_IPV4_ADDR_RANGE || type == TS_IPV6_ADDR_RANGE) {
                selectors.add(decodeRange(protocol, type == TS_IPV4_ADDR_RANGE ? 4 : 16, rest));
            }
        }
        return new TsPayload(initiator, selectors);
    }

    private static TrafficSelector decodeRange(int protocol, int addressOctets, WireReader in)
            throws MalformedException {
        int startPort = in.uint16("Start Port");
        int endPort = in.uint16("End Port");
        IpAddress start = new IpAddress(in.octets(addressOctets, "Starting Address"));
        IpAddress end = new IpAddress(in.octets(addressOctets, "Ending Address"));
        in.expectEnd();
        TrafficSelector selector = new TrafficSelector(protocol, start, end, startPort, endPort);
        if (startPort > endPort && !selector.isOpaque()) {
            throw in.malformed("ports " + startPort + " to " + endPort);
        }
        if (start.octets().compareUnsigned(end.octets()) > 0) {
            throw in.malformed("addresses " + start + " to " + end);
        }
        return selector;
    }

    @Override
    public PayloadType type() {
        return initiator ? PayloadType.TS_INITIATOR : PayloadType.TS_RESPONDER;
    }

    @Override
    public void encodeBody(WireWriter out) {
        out.uint8(selectors.size()).zeros(3);
        for (TrafficSelector selector : selectors) {
            Octets start = selector.startAddress().octets();
            out.uint8(selector.isIpv6() ? TS_IPV6_ADDR_RANGE : TS_IPV4_ADDR_RANGE);
            out.uint8(selector.protocol()).uint16(HEADER_OCTETS + PORT_OCTETS + 2 * start.length());
            out.uint16(selector.startPort()).uint16(selector.endPort());
            out.octets(start).octets(selector.endAddress().octets());
        }
    }
}
