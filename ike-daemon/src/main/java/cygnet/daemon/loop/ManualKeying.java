package cygnet.daemon.loop;

import cygnet.daemon.config.ManualSa;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.PolicyPriority;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.kernel.Kernel;
import cygnet.kernel.KernelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SAs whose keys are in a file: they are in the kernel as long as the daemon runs, with the policies that want them. */
final class ManualKeying {
    private static final Logger LOG = LoggerFactory.getLogger(ManualKeying.class);

    private final List<ManualSa> sas;

    ManualKeying(List<ManualSa> sas) {
        this.sas = List.copyOf(sas);
    }

    /**
     * Puts SAs and policies into the kernel, and forgets the keys.
     *
     * @throws KernelException if the kernel refuses one: nothing is to go in clear that was meant to be protected
     */
    void install(Kernel kernel) throws KernelException {
        for (ManualSa sa : sas) {
            KernelResult result = kernel.perform(List.of(
                    new KernelCommand.AddSa(sa.inbound()),
                    new KernelCommand.AddSa(sa.outbound()),
                    new KernelCommand.PutPolicy(policy(sa, sa.inbound())),
                    new KernelCommand.PutPolicy(policy(sa, sa.outbound()))));
            if (result instanceof KernelResult.Failed failed) {
                throw new KernelException("manual SA " + sa.name() + ": " + failed.cause());
            }
            LOG.warn(
                    "manual SA {}: {} and {}, {} with keys from a file: they are never renewed, replayed packets are"
                            + " taken, and whoever gets the keys can read everything, also from the past",
                    sa.name(),
                    sa.inbound().id(),
                    sa.outbound().id(),
                    sa.outbound().algorithms());
        }
        sas.forEach(sa -> {
            sa.inbound().wipe();
            sa.outbound().wipe();
        });
    }

    private static Policy policy(ManualSa sa, SecurityAssociation half) {
        return new Policy(
                half.selector(),
                half.direction(),
                PolicyPriority.of(sa.traffic()),
                new Policy.Protect(half.id().protocol(), Mode.TRANSPORT, half.reqid(), true));
    }

    /** What their policies are for, outbound. */
    Set<PolicySelector> traffic() {
        return sas.stream().map(ManualSa::traffic).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether one of them is called so. */
    boolean has(SaId id) {
        return sas.stream()
                .anyMatch(
                        sa -> sa.inbound().id().equals(id) || sa.outbound().id().equals(id));
    }

    /** What takes them out of the kernel: first the policies, since SAs without policies do nothing. */
    List<KernelCommand> removal() {
        List<KernelCommand> commands = new ArrayList<>();
        for (ManualSa sa : sas) {
            commands.add(new KernelCommand.DeletePolicy(sa.outbound().selector(), Direction.OUTBOUND));
            commands.add(new KernelCommand.DeletePolicy(sa.inbound().selector(), Direction.INBOUND));
            for (SecurityAssociation half : List.of(sa.inbound(), sa.outbound())) {
                commands.add(new KernelCommand.DeleteSa(half.id(), half.source()));
            }
        }
        return commands;
    }
}
