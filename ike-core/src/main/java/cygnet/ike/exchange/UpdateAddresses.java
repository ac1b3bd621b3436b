package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.NatDetection;
import cygnet.ike.sa.NatStatus;
import cygnet.ike.sa.OutboundExchange;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells the peer where we are now (RFC 4555 section 3.5). Only whoever began the first IKE SA of the series does so.
 *
 * <pre>
 *   HDR, SK {N(UPDATE_SA_ADDRESSES), N(NAT_DETECTION_*_IP), N(COOKIE2)}  --&gt;
 *                        &lt;--  HDR, SK {N(NAT_DETECTION_*_IP), N(COOKIE2)}
 *                        &lt;--  HDR, SK {N(UNACCEPTABLE_ADDRESSES), N(COOKIE2)}
 * </pre>
 */
public final class UpdateAddresses implements OutboundExchange {
    private final IkeSa sa;
    private final SaEnvironment environment;

    public UpdateAddresses(IkeSa sa, SaEnvironment environment) {
        this.sa = sa;
        this.environment = environment;
    }

    @Override
    public String what() {
        return "update of addresses";
    }

    @Override
    public Optional<OutboundExchange> movedTo(IkeSa successor) {
        return Optional.of(new UpdateAddresses(successor, environment));
    }

    @Override
    public Step begin() {
        Endpoint local = sa.local();
        Endpoint remote = sa.remote();
        Octets cookie = Mobike.freshCookie(environment.random());
        List<Payload> payloads = new ArrayList<>();
        payloads.add(NotifyPayload.of(NotifyType.UPDATE_SA_ADDRESSES));
        payloads.addAll(Mobike.natDetection(sa, local, remote, environment.random()));
        payloads.add(Mobike.cookie(cookie));
        return new Step.Request(ExchangeType.INFORMATIONAL, payloads, exchanged -> {
            boolean movedAgain = !local.equals(sa.local()) || !remote.equals(sa.remote());
            return onResponse(exchanged.response(), cookie, movedAgain);
        });
    }

    private Step onResponse(IkeMessage response, Octets cookie, boolean movedAgain) {
        if (!Mobike.returns(response, cookie)) {
            // Section 3.7: "If the values do not match, the IKE_SA MUST be closed."
            return Step.abort(new SaChange.CloseWithDelete("the peer gives back another COOKIE2"));
        }
        if (movedAgain) {
            // Section 3.5: no processing; the next update says where we are by now.
            return Step.done();
        }
        Optional<NotifyPayload> error = Notifies.firstError(response);
        if (error.isPresent()) {
            return Step.abort(new SaChange.CloseWithDelete("the peer does not follow us to " + sa.local() + ": "
                    + error.get().notifyType()));
        }
        Optional<NatStatus> nat = Mobike.hasNatDetection(response)
                ? Optional.of(NatDetection.detect(response, sa.local(), sa.remote()))
                : Optional.empty();
        return Step.done(new SaChange.AddressesUpdated(nat, Mobike.seenAs(response)));
    }
}
