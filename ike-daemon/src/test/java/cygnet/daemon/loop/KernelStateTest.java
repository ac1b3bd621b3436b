package cygnet.daemon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.engine.IkeEngine.Waiting;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.PolicyPriority;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.Spi;
import cygnet.kernel.InstalledPolicy;
import cygnet.kernel.InstalledSa;
import cygnet.kernel.Kernel;
import cygnet.kernel.KernelException;
import cygnet.kernel.KernelInventory;
import cygnet.kernel.KernelSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an earlier life left in the kernel. */
class KernelStateTest {
    private static final IpAddress OURS = IpAddress.parse("192.0.2.1");
    private static final IpAddress PEER = IpAddress.parse("192.0.2.2");
    private static final IpAddress IDLE_PEER = IpAddress.parse("192.0.2.3");
    private static final PolicySelector EVERYTHING =
            PolicySelector.between(IpNetwork.parse("0.0.0.0/0"), IpNetwork.parse("0.0.0.0/0"));
    private static final int REQID = EngineConfig.FIRST_REQID + 7;

    @TempDir
    Path settings;

    private final RecordingKernel kernel = new RecordingKernel();
    private KernelState state;

    @BeforeEach
    void start() {
        state = new KernelState(kernel, List.of(), KernelSettings.in(settings), OURS::equals);
    }

    /** What an inventory says, and what was deleted. */
    private static final class RecordingKernel implements Kernel {
        private List<InstalledSa> sas = List.of();
        private List<InstalledPolicy> policies = List.of();
        private final List<KernelCommand> deletions = new ArrayList<>();

        @Override
        public KernelResult perform(List<KernelCommand> commands) {
            throw new AssertionError("one by one: " + commands);
        }

        @Override
        public List<KernelResult> performEach(List<KernelCommand> commands) {
            commands.stream()
                    .filter(c -> c instanceof KernelCommand.DeleteSa || c instanceof KernelCommand.DeletePolicy)
                    .forEach(deletions::add);
            return List.of();
        }

        @Override
        public KernelInventory inventory() {
            return new KernelInventory(sas, List.of(), policies);
        }

        @Override
        public Map<SaId, KernelResult.Usage> usages() {
            throw new AssertionError("for status only");
        }

        @Override
        public void close() {}
    }

    private static InstalledSa sa(IpAddress from, IpAddress to, int spi, int reqid, long packets) {
        return new InstalledSa(
                new SaId(to, IpsecProtocol.ESP, new Spi(spi)), from, false, Mode.TRANSPORT, reqid, 0, 0, packets);
    }

    private static InstalledPolicy policy(PolicySelector outbound, int priority, Policy.Action action) {
        return new InstalledPolicy(new Policy(outbound, Direction.OUTBOUND, priority, action), 0, 1);
    }

    @Test
    void itsSasCarryTheirTrafficUntilOurPoliciesAreThere() throws KernelException {
        kernel.sas = List.of(sa(PEER, OURS, 0x1001, REQID, 5), sa(PEER, OURS, 0x1002, 1, 5));
        state.prepare(List.of());
        assertThat(kernel.deletions).isEmpty();

        kernel.sas = List.of(
                sa(PEER, OURS, 0x1001, REQID, 5), sa(PEER, OURS, 0x1002, 1, 5), sa(PEER, OURS, 0x1003, REQID, 0));
        state.removeStrangers(Set.of());
        assertThat(kernel.deletions)
                .as("neither that of others nor our new one")
                .containsExactly(new KernelCommand.DeleteSa(kernel.sas.get(0).id(), PEER));
    }

    /** The peer that sends on them can't know that nobody reads it any more. */
    @Test
    void withWhomTheyWereInUseWeBeginAtOnce() throws KernelException {
        kernel.sas = List.of(sa(PEER, OURS, 0x1001, REQID, 5), sa(IDLE_PEER, OURS, 0x1002, REQID, 5));
        state.prepare(List.of());
        kernel.sas = List.of(sa(PEER, OURS, 0x1001, REQID, 6), sa(IDLE_PEER, OURS, 0x1002, REQID, 5));
        state.removeStrangers(Set.of());

        List<Waiting> traps = List.of(new Waiting(EVERYTHING, 42));
        PolicySelector flow = PolicySelector.between(IpNetwork.host(OURS), IpNetwork.host(PEER));
        assertThat(state.heldFlows(traps)).containsExactly(new KernelEvent.Acquire(flow, EVERYTHING, 42, 0));
        assertThat(state.heldFlows(traps)).as("once").isEmpty();
    }

    /** But for those for single hosts, which the kernel ends by itself. */
    @Test
    void itsPoliciesThatNobodyWantsGoWhateverTheyDo() {
        PolicySelector gone = PolicySelector.between(IpNetwork.parse("0.0.0.0/0"), IpNetwork.parse("203.0.113.0/24"));
        PolicySelector host = PolicySelector.between(IpNetwork.host(OURS), IpNetwork.host(PEER));
        kernel.policies = List.of(
                policy(gone, PolicyPriority.of(gone), new Policy.Block()),
                policy(host, PolicyPriority.within(EVERYTHING), new Policy.Allow()),
                policy(host.reversed(), 77, new Policy.Block()),
                policy(EVERYTHING, PolicyPriority.of(EVERYTHING), new Policy.Allow()));
        state.removeStrangers(Set.of(EVERYTHING));

        assertThat(kernel.deletions).containsExactly(new KernelCommand.DeletePolicy(gone, Direction.OUTBOUND));
    }
}
