package cygnet.ike.exchange;

import cygnet.ike.registry.ExchangeType;
import cygnet.ike.sa.OutboundExchange;
import cygnet.ike.sa.Step;
import java.util.List;

/**
 * Asks whether the peer is still there (RFC 7296 section 2.4).
 *
 * <pre>
 *   HDR, SK {}  --&gt;
 *               &lt;--  HDR, SK {}
 * </pre>
 */
public final class Liveness implements OutboundExchange {
    @Override
    public String what() {
        return "liveness check";
    }

    @Override
    public Step begin() {
        return new Step.Request(ExchangeType.INFORMATIONAL, List.of(), response -> Step.done());
    }
}
