package cygnet.daemon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Secret;
import cygnet.daemon.config.ManualSa;
import cygnet.daemon.vici.ChildSaStatus.Traffic;
import cygnet.daemon.vici.ManualSaStatus;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.ChildAlgorithms;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SaLimits;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.registry.TransformId;
import cygnet.kernel.Kernel;
import cygnet.kernel.KernelInventory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SaStatusReaderTest {
    private static final IpAddress OURS = IpAddress.parse("192.0.2.1");
    private static final IpAddress PEER = IpAddress.parse("192.0.2.2");

    private final CountingKernel kernel = new CountingKernel();
    private final SaStatusReader reader = new SaStatusReader(kernel, new EngineClock());

    /** Knows the SAs that it has counters for. */
    private static final class CountingKernel implements Kernel {
        private final Map<Spi, KernelResult.Usage> counters = new HashMap<>();

        @Override
        public KernelResult perform(List<KernelCommand> commands) {
            KernelCommand.QuerySa query = (KernelCommand.QuerySa) commands.get(0);
            KernelResult.Usage usage = counters.get(query.id().spi());
            return usage == null ? new KernelResult.Failed(0, "query " + query.id() + ": ESRCH") : usage;
        }

        @Override
        public List<KernelResult> performEach(List<KernelCommand> commands) {
            throw new AssertionError("status changes nothing");
        }

        @Override
        public KernelInventory inventory() {
            throw new AssertionError("as long as there are SAs");
        }

        @Override
        public void close() {}
    }

    private static ManualSa pair() {
        return new ManualSa(
                "printer", half(PEER, OURS, 0x1a01, Direction.INBOUND), half(OURS, PEER, 0x1b01, Direction.OUTBOUND));
    }

    private static SecurityAssociation half(IpAddress from, IpAddress to, int spi, Direction direction) {
        SecurityAssociation sa = new SecurityAssociation(
                new SaId(to, IpsecProtocol.ESP, new Spi(spi)),
                from,
                direction,
                Mode.TRANSPORT,
                7,
                new ChildAlgorithms(TransformId.ENCR_AES_CBC, 256, TransformId.INTEG_HMAC_SHA2_512_256, false),
                Secret.owning(new byte[32]),
                Secret.owning(new byte[64]),
                Optional.empty(),
                0,
                PolicySelector.between(IpNetwork.host(from), IpNetwork.host(to)),
                Optional.empty(),
                SaLimits.NONE);
        sa.wipe();
        return sa;
    }

    @Test
    void aPairWithKeysFromAFileIsToldWithWhatTheKernelHasCounted() {
        kernel.counters.put(new Spi(0x1a01), new KernelResult.Usage(840, 10, 3));
        kernel.counters.put(new Spi(0x1b01), new KernelResult.Usage(0, 0, -1));
        ManualSaStatus status = reader.read(pair());

        assertThat(status.isInstalled()).isTrue();
        assertThat(List.of(status.local(), status.remote())).containsExactly(OURS, PEER);
        assertThat(status.inbound())
                .isEqualTo(new ManualSaStatus.Half(
                        new Spi(0x1a01),
                        Optional.of(new Traffic(840, 10, Optional.of(Duration.ofSeconds(3)))),
                        Optional.empty()));
        assertThat(status.outbound().traffic()).contains(new Traffic(0, 0, Optional.empty()));
    }

    @Test
    void oneThatTheKernelHasNoLongerIsMissing() {
        kernel.counters.put(new Spi(0x1a01), new KernelResult.Usage(840, 10, 3));
        ManualSaStatus status = reader.read(pair());

        assertThat(status.isInstalled()).isFalse();
        assertThat(status.outbound().failure()).contains("query ESP 00001b01 to 192.0.2.2: ESRCH");
    }
}
