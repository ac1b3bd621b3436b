package cygnet.ike.exchange;

import cygnet.ike.payload.DeletePayload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.sa.OutboundExchange;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.Step;
import java.util.List;

/**
 * Ends an IKE SA with all its Child SAs (RFC 7296 section 1.4.1).
 *
 * <pre>
 *   HDR, SK {D(IKE)}  --&gt;
 *                     &lt;--  HDR, SK {}
 * </pre>
 */
public final class DeleteIkeSa implements OutboundExchange {
    private final String cause;

    public DeleteIkeSa(String cause) {
        this.cause = cause;
    }

    @Override
    public String what() {
        return "deleting the IKE SA";
    }

    @Override
    public Step begin() {
        return new Step.Request(
                ExchangeType.INFORMATIONAL,
                List.of(DeletePayload.ofIke()),
                response -> Step.done(new SaChange.Closed(cause)));
    }

    @Override
    public SaChange onTimeout(String timeout) {
        return new SaChange.Closed(cause + "; its Delete was not answered");
    }
}
