package cygnet.ike.payload;

import cygnet.ike.negotiation.Proposal;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireReader;
import cygnet.ike.wire.WireWriter;
import java.util.List;

/**
 * An offer, or the answer to one (RFC 7296 section 3.3).
 *
 * @param proposals one or more, numbered in steps of one. An offer begins at 1; an answer is one proposal, with the number
 *     that it had in the offer.
 */
public record SaPayload(List<Proposal> proposals) implements Payload {
    public SaPayload {
        proposals = List.copyOf(proposals);
        if (proposals.isEmpty()) {
            throw new IllegalArgumentException("an SA payload without a proposal");
        }
    }

    static SaPayload decode(WireReader body) throws MalformedException {
        return new SaPayload(ProposalCodec.decode(body));
    }

    @Override
    public PayloadType type() {
        return PayloadType.SA;
    }

    @Override
    public void encodeBody(WireWriter out) {
        ProposalCodec.encode(proposals, out);
    }
}
