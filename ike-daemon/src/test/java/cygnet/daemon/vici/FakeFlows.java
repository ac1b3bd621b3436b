package cygnet.daemon.vici;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.engine.FlowView;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Finding;
import cygnet.ike.policy.Group;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Memory;
import cygnet.ike.policy.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Remembers one host, has two rules for all, and no way to IPv6. */
public final class FakeFlows implements FlowBook {
    private static final Instant NOW = Instant.parse("2026-01-02T05:04:05Z");
    private static final IpAddress ALICE = IpAddress.parse("192.0.2.1");
    private static final GroupRule EVERYBODY =
            GroupRule.of(Group.PRIVATE_OR_CLEAR, IpNetwork.parse("0.0.0.0/0"), Assurance.DNS, "cygnet.conf:3:5");
    private static final GroupRule NEIGHBOURS =
            GroupRule.of(Group.PRIVATE, IpNetwork.parse("192.0.2.0/24"), Assurance.DNSSEC, "cygnet.conf:4:5");

    /** What was to be tried anew. */
    public final List<IpAddress> retried = new ArrayList<>();

    /** How many hosts are remembered. */
    public int hosts = 1;

    @Override
    public Executor executor() {
        return Runnable::run;
    }

    @Override
    public FlowView inspect(PolicySelector flow) {
        Optional<Memory> memory = memories().stream()
                .filter(m -> m.remote().equals(flow.destination().address()))
                .findFirst();
        return new FlowView(
                flow,
                memory.map(Memory::verdict).orElse(Verdict.HOLD),
                memory.map(m -> m.finding() + ": " + m.cause()).orElse("the first packet asks DNS who is there"),
                List.of(NEIGHBOURS, EVERYBODY),
                Optional.empty(),
                Optional.empty(),
                memory);
    }

    @Override
    public Optional<IpAddress> sourceTowards(IpAddress remote) {
        return remote.isIpv6() ? Optional.empty() : Optional.of(ALICE);
    }

    @Override
    public Collection<Memory> memories() {
        List<Memory> memories = new ArrayList<>();
        for (int i = 0; i < hosts; i++) {
            memories.add(new Memory(
                    EVERYBODY,
                    ALICE,
                    IpAddress.parse("198.51." + (i >> 8) + "." + (i & 0xff)),
                    Finding.NO_KEY,
                    "quiet.example.test: proven absence",
                    NOW.plusSeconds(42),
                    2));
        }
        return memories;
    }

    @Override
    public void retry(IpAddress remote) {
        retried.add(remote);
    }

    @Override
    public Instant now() {
        return NOW;
    }
}
