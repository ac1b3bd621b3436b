package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.ike.payload.Payload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.OutboundExchange;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.Step;
import java.util.List;
import java.util.Optional;

/**
 * Asks whether the peer is still there (RFC 7296 section 2.4).
 *
 * <pre>
 *   HDR, SK {[N(NAT_DETECTION_*_IP)]}  --&gt;             with MOBIKE behind a NAT: has it changed its mappings?
 *                                      &lt;--  HDR, SK {[N(NAT_DETECTION_*_IP)]}
 * </pre>
 */
public final class Liveness implements OutboundExchange {
    private final IkeSa sa;
    private final SaEnvironment environment;

    public Liveness(IkeSa sa, SaEnvironment environment) {
        this.sa = sa;
        this.environment = environment;
    }

    @Override
    public String what() {
        return "liveness check";
    }

    @Override
    public Optional<OutboundExchange> movedTo(IkeSa successor) {
        return Optional.of(new Liveness(successor, environment));
    }

    @Override
    public Step begin() {
        boolean watchesNat = sa.mobikeInitiator() && sa.nat().local();
        List<Payload> payloads = watchesNat
                ? List.copyOf(Mobike.natDetection(sa, sa.local(), sa.remote(), environment.random()))
                : List.of();
        return new Step.Request(ExchangeType.INFORMATIONAL, payloads, exchanged -> {
            // RFC 4555 section 3.8: the peer sees us elsewhere than before.
            Octets seenAs = Mobike.seenAs(exchanged.response());
            boolean rebound = watchesNat && !seenAs.isEmpty() && !seenAs.equals(sa.seenAs());
            return rebound ? Step.done(new SaChange.Continue(new UpdateAddresses(sa, environment))) : Step.done();
        });
    }
}
