package cygnet.daemon.loop;

import cygnet.daemon.config.ManualSa;
import cygnet.ike.address.Endpoint;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.engine.IkeEngine.Waiting;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.kernel.InstalledPolicy;
import cygnet.kernel.InstalledSa;
import cygnet.kernel.Kernel;
import cygnet.kernel.KernelException;
import cygnet.kernel.KernelInventory;
import cygnet.kernel.KernelSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the daemon keeps in the kernel beside the engine's objects, and what an earlier life may have left there. Our
 * objects are recognised by their reqid.
 */
public final class KernelState {
    private static final Logger LOG = LoggerFactory.getLogger(KernelState.class);

    private final Kernel kernel;
    private final ManualKeying manual;
    private final KernelSettings settings = KernelSettings.ofSystem();
    private List<Policy> bypass = List.of();

    /** @param manual SAs that nobody negotiates */
    public KernelState(Kernel kernel, List<ManualSa> manual) {
        this.kernel = kernel;
        this.manual = new ManualKeying(manual);
    }

    /** Before the engine starts: packets are held, not dropped; what must pass passes; no SA of an earlier life stays. */
    public void prepare(List<Endpoint> resolvers) throws KernelException {
        KernelSettings.Outcome held = settings.set(KernelSettings.Setting.XFRM_LARVAL_DROP, 0);
        if (held instanceof KernelSettings.Outcome.NotPossible not) {
            LOG.warn("first packets will be lost, not held: {}", not.cause());
        }
        bypass = BypassPolicies.all(resolvers);
        report(kernel.performEach(
                bypass.stream().<KernelCommand>map(KernelCommand.PutPolicy::new).toList()));
        List<KernelCommand> stale = new ArrayList<>();
        for (InstalledSa sa : kernel.inventory().securityAssociations()) {
            if (isOurs(sa.reqid())) {
                stale.add(new KernelCommand.DeleteSa(sa.id(), sa.source()));
            }
        }
        if (!stale.isEmpty()) {
            LOG.info("removing {} SAs of an earlier run", stale.size());
            report(kernel.performEach(stale));
        }
        manual.install(kernel);
    }

    /** The name servers are others now: what is said to these passes too. */
    public void resolversChanged(List<Endpoint> resolvers) {
        List<Policy> wanted = BypassPolicies.all(resolvers);
        List<KernelCommand> changes = new ArrayList<>();
        wanted.stream().filter(p -> !bypass.contains(p)).forEach(p -> changes.add(new KernelCommand.PutPolicy(p)));
        bypass.stream()
                .filter(p -> !wanted.contains(p))
                .forEach(p -> changes.add(new KernelCommand.DeletePolicy(p.selector(), p.direction())));
        bypass = wanted;
        report(kernel.performEach(changes));
    }

    /** After the engine has installed its policies: those that an earlier life left and nobody wants go. */
    public void removeStrangers(Set<PolicySelector> wanted) {
        try {
            List<KernelCommand> stale = new ArrayList<>();
            for (InstalledPolicy installed : kernel.inventory().policies()) {
                Policy policy = installed.policy();
                PolicySelector outbound = policy.direction() == Direction.OUTBOUND
                        ? policy.selector()
                        : policy.selector().reversed();
                boolean ours = policy.action() instanceof Policy.Protect protect && isOurs(protect.reqid());
                if (ours && !wanted.contains(outbound) && !manual.traffic().contains(outbound)) {
                    stale.add(new KernelCommand.DeletePolicy(policy.selector(), policy.direction()));
                }
            }
            report(kernel.performEach(stale));
        } catch (KernelException e) {
            LOG.warn("policies of an earlier run may be left: {}", e.getMessage());
        }
    }

    /**
     * The flows that the kernel holds packets of, as ACQUIREs: those that nobody heard, because the daemon was not there or
     * too many came at once. The kernel does not repeat them before their larval entries end.
     */
    public List<KernelEvent.Acquire> heldFlows(List<Waiting> traps) {
        List<KernelEvent.Acquire> acquires = new ArrayList<>();
        try {
            for (KernelInventory.HeldFlow held : kernel.inventory().heldFlows()) {
                traps.stream()
                        .filter(t -> covers(t.selector(), held.flow()))
                        .findFirst()
                        .ifPresent(t -> acquires.add(
                                new KernelEvent.Acquire(held.flow(), t.selector(), t.reqid(), held.sequence())));
            }
        } catch (KernelException e) {
            LOG.warn("packets that wait may wait longer: {}", e.getMessage());
        }
        return acquires;
    }

    private static boolean covers(PolicySelector policy, PolicySelector flow) {
        boolean protocol = policy.protocol() == 0 || policy.protocol() == flow.protocol();
        return protocol
                && policy.source().contains(flow.source().address())
                && policy.destination().contains(flow.destination().address());
    }

    /** At the end: nothing of ours stays, and the settings are as they were. */
    public void clear() {
        report(kernel.performEach(manual.removal()));
        report(kernel.performEach(bypass.stream()
                .<KernelCommand>map(p -> new KernelCommand.DeletePolicy(p.selector(), p.direction()))
                .toList()));
        bypass = List.of();
        settings.restore();
    }

    private static boolean isOurs(int reqid) {
        return reqid >= EngineConfig.FIRST_REQID && reqid <= EngineConfig.LAST_REQID;
    }

    private static void report(List<KernelResult> results) {
        for (KernelResult result : results) {
            if (result instanceof KernelResult.Failed failed) {
                LOG.warn("{}", failed.cause());
            }
        }
    }
}
