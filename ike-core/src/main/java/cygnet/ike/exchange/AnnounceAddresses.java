package cygnet.ike.exchange;

import cygnet.ike.address.IpAddress;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.sa.OutboundExchange;
import cygnet.ike.sa.Step;
import java.util.List;

/**
 * Tells the peer that began the IKE SA which addresses we have now; it decides which of them is used (RFC 4555 section
 * 3.6).
 *
 * <pre>
 *   HDR, SK {N(ADDITIONAL_*_ADDRESS)+ or N(NO_ADDITIONAL_ADDRESSES)}  --&gt;
 *                                                                     &lt;--  HDR, SK {}
 * </pre>
 */
public final class AnnounceAddresses implements OutboundExchange {
    private final List<IpAddress> others;

    /** @param others our addresses but the one that the request goes out from */
    public AnnounceAddresses(List<IpAddress> others) {
        this.others = List.copyOf(others);
    }

    @Override
    public String what() {
        return "announcement of addresses";
    }

    @Override
    public Step begin() {
        return new Step.Request(ExchangeType.INFORMATIONAL, Mobike.addressList(others), response -> Step.done());
    }
}
