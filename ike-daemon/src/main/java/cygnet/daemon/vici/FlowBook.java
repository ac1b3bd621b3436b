package cygnet.daemon.vici;

import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.FlowView;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.policy.Memory;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What becomes of flows, and what is remembered of hosts, as the control socket sees it. Nothing may block. */
public interface FlowBook {
    /** Runs what uses the rest of this: where commands of the control socket arrive, and answers of DNS do not. */
    Executor executor();

    /** What becomes of a flow now; outbound. */
    FlowView inspect(PolicySelector flow);

    /** The address of ours that leads to a host, if any does. */
    Optional<IpAddress> sourceTowards(IpAddress remote);

    /** What is remembered of hosts that could not or need not be protected, the oldest first. */
    Collection<Memory> memories();

    /** Forgets what is remembered of a host, and tries now what was to be tried later. */
    void retry(IpAddress remote);

    /** Now, as the engine has it. */
    Instant now();
}
