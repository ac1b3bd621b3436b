package cygnet.ike.exchange;

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
    private final Spi inbound;
    private final boolean linger;
    private final String cause;

    /**
     * @param inbound our inbound SPI
     * @param linger keep the inbound SA a while for packets under way
     */
    public DeleteChildSa(Spi inbound, boolean linger, String cause) {
        this.inbound = inbound;
        this.linger = linger;
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
                List.of(DeletePayload.ofEsp(List.of(inbound))),
                response -> Step.done(new SaChange.ChildRemoved(inbound, linger, cause)));
    }
}
