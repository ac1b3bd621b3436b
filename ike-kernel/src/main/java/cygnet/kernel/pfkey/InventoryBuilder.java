package cygnet.kernel.pfkey;

import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.kernel.InstalledPolicy;
import cygnet.kernel.InstalledSa;
import cygnet.kernel.KernelInventory;
import cygnet.kernel.KernelInventory.HeldFlow;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts together what the dumps of SAD and SPD tell, in our reqids. */
final class InventoryBuilder {
    private final ReqidTable reqids;

    InventoryBuilder(ReqidTable reqids) {
        this.reqids = reqids;
    }

    KernelInventory build(List<SadEntry> sad, List<SpdEntry> spd) {
        return new KernelInventory(
                sad.stream().flatMap(sa -> installed(sa).stream()).toList(),
                sad.stream().flatMap(sa -> held(sa, spd).stream()).toList(),
                policies(spd));
    }

    private Optional<InstalledSa> installed(SadEntry sa) {
        return sa.id()
                .map(id -> new InstalledSa(
                        id,
                        sa.source(),
                        sa.larval(),
                        sa.mode(),
                        reqids.original(sa.standIn()),
                        0,
                        sa.octets(),
                        sa.packets()));
    }

    private Optional<HeldFlow> held(SadEntry sa, List<SpdEntry> spd) {
        if (sa.spi() != 0) {
            return Optional.empty();
        }
        return policyOf(spd, sa)
                .map(policy ->
                        new HeldFlow(policy.flow(sa.source(), sa.destination()), reqids.original(sa.standIn()), 0));
    }

    /** The policy that a larval SA is for. */
    private static Optional<SpdEntry> policyOf(List<SpdEntry> spd, SadEntry sa) {
        return spd.stream()
                .filter(policy -> policy.protects(Direction.OUTBOUND)
                        && policy.standIn() == sa.standIn()
                        && policy.covers(sa.source(), sa.destination()))
                .min(Comparator.comparingLong(
                        policy -> Integer.toUnsignedLong(policy.policy().priority())));
    }

    /** Inbound policies that take clear text have no reqid of their own: theirs is that of the other direction. */
    private List<InstalledPolicy> policies(List<SpdEntry> spd) {
        Map<PolicySelector, Integer> outbound = new HashMap<>();
        spd.stream()
                .filter(policy -> policy.protects(Direction.OUTBOUND))
                .forEach(policy -> outbound.put(policy.policy().selector().reversed(), policy.standIn()));
        return spd.stream()
                .map(policy -> {
                    int standIn = policy.protects(Direction.INBOUND) && policy.standIn() == 0
                            ? outbound.getOrDefault(policy.policy().selector(), 0)
                            : policy.standIn();
                    return policy.withReqid(reqids.original(standIn));
                })
                .map(policy -> new InstalledPolicy(policy.policy(), 0, policy.index()))
                .toList();
    }
}
