package cygnet.ike.exchange;

import cygnet.ike.payload.DeletePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.OutboundExchange;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ends an IKE SA with all its Child SAs (RFC 7296 section 1.4.1).
 *
 * <pre>
 *   HDR, SK {[N,] D(IKE)}  --&gt;
 *                          &lt;--  HDR, SK {}
 * </pre>
 */
public final class DeleteIkeSa implements OutboundExchange {
    private final String cause;
    private final Optional<NotifyType> error;

    /** @param error tells the peer why (RFC 7296 section 2.21.2) */
    public DeleteIkeSa(String cause, Optional<NotifyType> error) {
        this.cause = cause;
        this.error = error;
    }

    @Override
    public String what() {
        return "deleting the IKE SA";
    }

    @Override
    public Step begin() {
        List<Payload> payloads = new ArrayList<>();
        error.ifPresent(type -> payloads.add(NotifyPayload.of(type)));
        payloads.add(DeletePayload.ofIke());
        return new Step.Request(
                ExchangeType.INFORMATIONAL, payloads, response -> Step.done(new SaChange.Closed(cause)));
    }

    /** The old IKE SA is empty: a successor has no use for this. */
    @Override
    public Optional<OutboundExchange> movedTo(IkeSa successor) {
        return Optional.empty();
    }

    @Override
    public SaChange onTimeout(String timeout) {
        return new SaChange.Closed(cause + "; its Delete was not answered");
    }
}
