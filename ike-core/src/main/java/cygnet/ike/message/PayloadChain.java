package cygnet.ike.message;

import cygnet.ike.payload.Payload;
import cygnet.ike.payload.UnknownPayload;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireReader;
import cygnet.ike.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** Payloads one behind the other, each naming the type of the next (RFC 7296 section 3.2). */
final class PayloadChain {
    /** Of one chain. The largest honest messages, IKE_AUTH with certificates, have some twenty. */
    private static final int MOST_PAYLOADS = 64;

    private static final int GENERIC_HEADER_OCTETS = 4;
    private static final int CRITICAL_FLAG = 0x80;

    private PayloadChain() {}

    /** A payload whose content has not been looked at. */
    record Link(PayloadType type, boolean critical, int next, WireReader body) {
        Payload decode() throws MalformedException {
            return Payload.decode(type, critical, body);
        }
    }

    /** Splits one payload off. */
    static Link next(WireReader in, int typeCode) throws MalformedException {
        PayloadType type = new PayloadType(typeCode);
        String place = type + " payload";
        if (in.isAtEnd()) {
            throw in.malformed("ends before the " + place + " that was announced");
        }
        int next = in.uint8("Next Payload");
        boolean critical = (in.uint8("Critical") & CRITICAL_FLAG) != 0;
        int length = in.uint16("Payload Length");
        if (length < GENERIC_HEADER_OCTETS) {
            throw in.malformed("Payload Length " + length + " of the " + place);
        }
        return new Link(type, critical, next, in.part(length - GENERIC_HEADER_OCTETS, place));
    }

    /** Decodes all payloads to the end of {@code in}; none of them may be encrypted. */
    static List<Payload> decode(WireReader in, int firstType) throws MalformedException {
        List<Payload> payloads = new ArrayList<>();
        int type = firstType;
        while (type != PayloadType.NONE.code()) {
            checkCount(in, payloads.size());
            Link link = next(in, type);
            if (isEncrypted(type)) {
                throw in.malformed("an Encrypted payload within another");
            }
            payloads.add(link.decode());
            type = link.next();
        }
        in.expectEnd();
        return payloads;
    }

    static void checkCount(WireReader in, int count) throws MalformedException {
        if (count >= MOST_PAYLOADS) {
            throw in.malformed("more than " + MOST_PAYLOADS + " payloads");
        }
    }

    static boolean isEncrypted(int type) {
        return type == PayloadType.ENCRYPTED.code() || type == PayloadType.ENCRYPTED_FRAGMENT.code();
    }

    static PayloadType firstType(List<Payload> payloads) {
        return payloads.isEmpty() ? PayloadType.NONE : payloads.get(0).type();
    }

    static void encode(List<Payload> payloads, WireWriter out) {
        for (int i = 0; i < payloads.size(); i++) {
            Payload payload = payloads.get(i);
            PayloadType next = i + 1 < payloads.size() ? payloads.get(i + 1).type() : PayloadType.NONE;
            boolean critical = payload instanceof UnknownPayload unknown && unknown.critical();
            int start = out.length();
            out.uint8(next.code()).uint8(critical ? CRITICAL_FLAG : 0).uint16(0);
            payload.encodeBody(out);
            out.patchUint16(start + 2, out.length() - start);
        }
    }
}
