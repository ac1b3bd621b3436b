package cygnet.daemon.loop;

import cygnet.daemon.config.ManualSa;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.engine.IkeEngine.Waiting;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.PolicyPriority;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.kernel.InstalledPolicy;
import cygnet.kernel.InstalledSa;
import cygnet.kernel.Kernel;
import cygnet.kernel.KernelException;
import cygnet.kernel.KernelInventory;
import cygnet.kernel.KernelSettings;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the daemon keeps in the kernel beside the engine's objects, and what an earlier life may have left there. Our
 * objects are recognised by their reqid, policies that let pass or block by their priority.
 */
public final class KernelState {
    private static final Logger LOG = LoggerFactory.getLogger(KernelState.class);

    private final Kernel kernel;
    private final ManualKeying manual;
    private final KernelSettings settings;
    private final Predicate<IpAddress> own;
    private List<Policy> bypass = List.of();
    private List<InstalledSa> earlierSas = List.of();
    private List<PolicySelector> interrupted = List.of();

    /** @param manual SAs that nobody negotiates */
    public KernelState(Kernel kernel, List<ManualSa> manual) {
        this(kernel, manual, KernelSettings.ofSystem(), KernelState::isOnThisHost);
    }

    KernelState(Kernel kernel, List<ManualSa> manual, KernelSettings settings, Predicate<IpAddress> own) {
        this.kernel = kernel;
        this.manual = new ManualKeying(manual);
        this.settings = settings;
        this.own = own;
    }

    /**
     * Before the engine starts: packets are held, not dropped; what must pass passes; the SAs of an earlier life are noted. They
     * carry their traffic until {@link #removeStrangers}.
     */
    public void prepare(List<Endpoint> resolvers) throws KernelException {
        KernelSettings.Outcome held = settings.set(KernelSettings.Setting.XFRM_LARVAL_DROP, 0);
        if (held instanceof KernelSettings.Outcome.NotPossible not) {
            LOG.warn("first packets will be lost, not held: {}", not.cause());
        }
        bypass = BypassPolicies.all(resolvers);
        report(kernel.performEach(
                bypass.stream().<KernelCommand>map(KernelCommand.PutPolicy::new).toList()));
        List<InstalledSa> ours = kernel.inventory().securityAssociations().stream()
                .filter(sa -> isOurs(sa.reqid()))
                .toList();
        // Those with keys from a file have the same SPIs in each life.
        report(kernel.performEach(ours.stream()
                .filter(sa -> manual.has(sa.id()))
                .<KernelCommand>map(sa -> new KernelCommand.DeleteSa(sa.id(), sa.source()))
                .toList()));
        earlierSas = ours.stream().filter(sa -> !manual.has(sa.id())).toList();
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

    /**
     * After the engine has installed its policies: those that an earlier life left and nobody wants go, and then its SAs. From then
     * on packets are held by policies that somebody listens to: fewer are lost than if the SAs went at once.
     */
    public void removeStrangers(Set<PolicySelector> wanted) {
        try {
            List<KernelCommand> stale = new ArrayList<>();
            for (InstalledPolicy installed : kernel.inventory().policies()) {
                Policy policy = installed.policy();
                PolicySelector outbound = policy.direction() == Direction.OUTBOUND
                        ? policy.selector()
                        : policy.selector().reversed();
                boolean ours = policy.action() instanceof Policy.Protect protect
                        ? isOurs(protect.reqid())
                        : policy.priority() == PolicyPriority.of(outbound);
                if (ours && !wanted.contains(outbound) && !manual.traffic().contains(outbound)) {
                    stale.add(new KernelCommand.DeletePolicy(policy.selector(), policy.direction()));
                }
            }
            report(kernel.performEach(stale));
        } catch (KernelException e) {
            LOG.warn("policies of an earlier run may be left: {}", e.getMessage());
        }
        removeEarlierSas();
    }

    private void removeEarlierSas() {
        if (earlierSas.isEmpty()) {
            return;
        }
        LOG.info("removing {} SAs of an earlier run", earlierSas.size());
        try {
            interrupted = busy(kernel.inventory().securityAssociations());
        } catch (KernelException e) {
            LOG.warn("peers may wait longer: {}", e.getMessage());
        }
        report(kernel.performEach(earlierSas.stream()
                .<KernelCommand>map(sa -> new KernelCommand.DeleteSa(sa.id(), sa.source()))
                .toList()));
        earlierSas = List.of();
    }

    /** Outbound, what the SAs of an earlier life are about that have carried packets since we started: somebody wants to go on. */
    private List<PolicySelector> busy(List<InstalledSa> now) {
        Map<SaId, Long> packets = earlierSas.stream().collect(Collectors.toMap(InstalledSa::id, InstalledSa::packets));
        return now.stream()
                .filter(sa -> sa.packets() > packets.getOrDefault(sa.id(), Long.MAX_VALUE))
                .map(sa -> PolicySelector.between(
                        IpNetwork.host(sa.source()), IpNetwork.host(sa.id().destination())))
                .map(flow -> own.test(flow.source().address()) ? flow : flow.reversed())
                .distinct()
                .toList();
    }

    private static boolean isOnThisHost(IpAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address.toInetAddress()) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    /**
     * The flows that the kernel holds packets of, as ACQUIREs: those that nobody heard, because the daemon was not there or
     * too many came at once. The kernel does not repeat them before their larval entries end. And once those that went over SAs
     * of an earlier life until these were removed: the peer may be sending still, and can't know that there is nobody to read it.
     */
    public List<KernelEvent.Acquire> heldFlows(List<Waiting> traps) {
        List<KernelEvent.Acquire> acquires = new ArrayList<>();
        interrupted.forEach(flow -> add(acquires, traps, flow, 0));
        interrupted = List.of();
        try {
            for (KernelInventory.HeldFlow held : kernel.inventory().heldFlows()) {
                add(acquires, traps, held.flow(), held.sequence());
            }
        } catch (KernelException e) {
            LOG.warn("packets that wait may wait longer: {}", e.getMessage());
        }
        return acquires;
    }

    private static void add(
            List<KernelEvent.Acquire> acquires, List<Waiting> traps, PolicySelector flow, int sequence) {
        traps.stream()
                .filter(t -> covers(t.selector(), flow))
                .findFirst()
                .ifPresent(t -> acquires.add(new KernelEvent.Acquire(flow, t.selector(), t.reqid(), sequence)));
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
