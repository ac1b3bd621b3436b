package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.OutboundExchange;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.Step;
import java.util.List;
import java.util.Optional;

/**
 * Asks whether the peer gets what is sent to where it says that it is, before its Child SAs move there (RFC 4555 section
 * 3.7).
 *
 * <pre>
 *   HDR, SK {N(COOKIE2)}  --&gt;
 *                         &lt;--  HDR, SK {N(COOKIE2)}
 * </pre>
 */
public final class RoutabilityCheck implements OutboundExchange {
    private final IkeSa sa;
    private final SaEnvironment environment;

    public RoutabilityCheck(IkeSa sa, SaEnvironment environment) {
        this.sa = sa;
        this.environment = environment;
    }

    @Override
    public String what() {
        return "return routability check";
    }

    @Override
    public Optional<OutboundExchange> movedTo(IkeSa successor) {
        return Optional.of(new RoutabilityCheck(successor, environment));
    }

    @Override
    public Step begin() {
        Endpoint remote = sa.remote();
        Octets cookie = Mobike.freshCookie(environment.random());
        return new Step.Request(ExchangeType.INFORMATIONAL, List.of(Mobike.cookie(cookie)), exchanged -> {
            if (!Mobike.returns(exchanged.response(), cookie)) {
                return Step.abort(new SaChange.CloseWithDelete("the peer gives back another COOKIE2"));
            }
            // Section 3.7: sent to several addresses, the request proves nothing about any of them.
            return remote.equals(sa.remote())
                    ? Step.done(new SaChange.AddressesUpdated(Optional.empty(), Octets.empty()))
                    : Step.done(new SaChange.Continue(new RoutabilityCheck(sa, environment)));
        });
    }
}
