package cygnet.ike.exchange;

import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.payload.DeletePayload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.sa.OutboundExchange;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.Step;
import java.util.List;

/**
 * Ends a pair of Child SAs (RFC 7296 section 1.4.1).
 *
 * <pre>
 *   HDR, SK {D(our inbound SPI)}  --&gt;
 *                                 &lt;--  HDR, SK {D(its inbound SPI)}
 * </pre>
 */
public final class DeleteChildSa implements OutboundExchange {
    private final IpsecProtocol protocol;
    private final Spi inbound;
    private final String cause;

    /** @param inbound our inbound SPI; it need not be that of a Child SA that we have */
    public DeleteChildSa(IpsecProtocol protocol, Spi inbound, String cause) {
        this.protocol = protocol;
        this.inbound = inbound;
        this.cause = cause;
    }

    public Spi inbound() {
        return inbound;
    }

    @Override
    public String what() {
        return "deleting Child SA " + inbound;
    }

    @Override
    public Step begin() {
        return new Step.Request(
                ExchangeType.INFORMATIONAL,
                List.of(DeletePayload.of(protocol, List.of(inbound))),
                response -> Step.done(new SaChange.ChildRemoved(inbound, cause)));
    }
}
