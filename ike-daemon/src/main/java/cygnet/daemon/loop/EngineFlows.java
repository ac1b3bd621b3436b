package cygnet.daemon.loop;

import cygnet.daemon.net.SourceAddresses;
import cygnet.daemon.vici.FlowBook;
import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.FlowView;
import cygnet.ike.engine.Input;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.policy.Memory;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What the engine knows of flows and hosts. On the engine's thread, which serves the control socket as well. */
public final class EngineFlows implements FlowBook {
    private final EngineLoop loop;
    private final SourceAddresses routes;
    private final EngineClock clock;

    public EngineFlows(EngineLoop loop, SourceAddresses routes, EngineClock clock) {
        this.loop = loop;
        this.routes = routes;
        this.clock = clock;
    }

    @Override
    public Executor executor() {
        return loop::execute;
    }

    @Override
    public FlowView inspect(PolicySelector flow) {
        return loop.engine().inspect(flow);
    }

    @Override
    public Optional<IpAddress> sourceTowards(IpAddress remote) {
        return routes.towards(remote);
    }

    @Override
    public Collection<Memory> memories() {
        return loop.engine().memories();
    }

    @Override
    public void retry(IpAddress remote) {
        loop.submit(new Input.Retry(remote));
    }

    @Override
    public Instant now() {
        return clock.now();
    }
}
