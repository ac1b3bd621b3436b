package cygnet.ike.payload;

import cygnet.crypto.Octets;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireReader;
import cygnet.ike.wire.WireWriter;

/**
 * The content of one payload, without its generic header (RFC 7296 section 3.2). RESERVED fields are sent as zero and
 * ignored on receipt.
 */
public sealed interface Payload
        permits SaPayload,
                KePayload,
                IdPayload,
                CertPayload,
                CertReqPayload,
                AuthPayload,
                NoncePayload,
                NotifyPayload,
                DeletePayload,
                VendorIdPayload,
                TsPayload,
                UnknownPayload {
    PayloadType type();

    /** Appends what follows the generic payload header. */
    void encodeBody(WireWriter out);

    /** What follows the generic payload header. */
    default Octets encodeBody() {
        WireWriter out = new WireWriter();
        encodeBody(out);
        return out.toOctets();
    }

    /**
     * Decodes the content of one payload. Types that we have no record for, and those that we only carry (CP, EAP), come
     * back as {@link UnknownPayload}.
     *
     * @param critical the Critical bit; it counts only for types that nobody has defined for us
     * @param body exactly what follows the generic payload header
     */
    static Payload decode(PayloadType type, boolean critical, WireReader body) throws MalformedException {
        Payload payload = switch (type.code()) {
            case 33 -> SaPayload.decode(body);
            case 34 -> KePayload.decode(body);
            case 35, 36 -> IdPayload.decode(type.equals(PayloadType.ID_INITIATOR), body);
            case 37 -> CertPayload.decode(body);
            case 38 -> CertReqPayload.decode(body);
            case 39 -> AuthPayload.decode(body);
            case 40 -> NoncePayload.decode(body);
            case 41 -> NotifyPayload.decode(body);
            case 42 -> DeletePayload.decode(body);
            case 43 -> new VendorIdPayload(body.rest());
            case 44, 45 -> TsPayload.decode(type.equals(PayloadType.TS_INITIATOR), body);
            default -> new UnknownPayload(type, critical && !type.isUnderstood(), body.rest());
        };
        body.expectEnd();
        return payload;
    }
}
