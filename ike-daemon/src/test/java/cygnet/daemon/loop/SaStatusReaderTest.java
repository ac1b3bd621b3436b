package cygnet.daemon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.daemon.config.ManualSa;
import cygnet.daemon.vici.ChildSaStatus;
import cygnet.daemon.vici.ChildSaStatus.Traffic;
import cygnet.daemon.vici.ManualSaStatus;
import cygnet.ike.address.Endpoint;
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
import cygnet.ike.message.IkeSpi;
import cygnet.ike.policy.AddressSet;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Childless;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Idleness;
import cygnet.ike.policy.Lifetime;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.PolicyTerms;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.policy.StartAction;
import cygnet.ike.policy.Unique;
import cygnet.ike.policy.Volume;
import cygnet.ike.registry.TransformId;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.RekeyNonces;
import cygnet.kernel.Kernel;
import cygnet.kernel.KernelException;
import cygnet.kernel.KernelInventory;
import java.time.Duration;
import java.time.Instant;
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
        private int asked;
        private int dumps;
        private boolean refusesDumps;

        @Override
        public KernelResult perform(List<KernelCommand> commands) {
            asked++;
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
        public Map<SaId, KernelResult.Usage> usages() throws KernelException {
            dumps++;
            if (refusesDumps) {
                throw new KernelException("it kept changing");
            }
            Map<SaId, KernelResult.Usage> usages = new HashMap<>();
            counters.forEach((spi, usage) -> {
                usages.put(new SaId(OURS, IpsecProtocol.ESP, spi), usage);
                usages.put(new SaId(PEER, IpsecProtocol.ESP, spi), usage);
            });
            return usages;
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

    /** An IKE SA with so many Child SAs, whose SPIs are 0x1001 and so on inbound, and 0x2001 and so on outbound. */
    private static IkeSa withChildren(int count) {
        ChildConfig config = new ChildConfig(
                "host",
                Mode.TRANSPORT,
                List.of(),
                List.of(),
                List.of(),
                StartAction.TRAP,
                Lifetime.CHILD_DEFAULT,
                Volume.UNLIMITED,
                Volume.UNLIMITED,
                Idleness.NEVER,
                32,
                PolicyTerms.USUAL);
        Connection connection = new Connection(
                "bob",
                AddressSet.ANY,
                AddressSet.ANY,
                500,
                500,
                List.of(),
                new LocalAuth.Null(),
                new RemoteAuth.Null(),
                List.of(config),
                Lifetime.CHILD_DEFAULT,
                Duration.ZERO,
                false,
                true,
                true,
                1,
                Childless.ALLOW,
                Unique.REPLACE,
                Duration.ZERO);
        IkeSa sa = new IkeSa(
                1,
                true,
                new IkeSpi(1),
                new IkeSpi(2),
                new Endpoint(OURS, 500),
                new Endpoint(PEER, 500),
                List.of(connection));
        for (int i = 1; i <= count; i++) {
            SecurityAssociation inbound = half(PEER, OURS, 0x1000 + i, Direction.INBOUND);
            SecurityAssociation outbound = half(OURS, PEER, 0x2000 + i, Direction.OUTBOUND);
            sa.add(new ChildSa(
                    i,
                    config,
                    Mode.TRANSPORT,
                    inbound.algorithms(),
                    7,
                    inbound,
                    outbound,
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    new RekeyNonces(true, Octets.empty()),
                    Instant.EPOCH));
        }
        return sa;
    }

    private static Optional<Traffic> packets(long packets) {
        return Optional.of(new Traffic(100 * packets, packets, Optional.of(Duration.ZERO)));
    }

    private List<ChildSaStatus> read(int children) {
        for (int i = 1; i <= children; i++) {
            kernel.counters.put(new Spi(0x1000 + i), new KernelResult.Usage(100L * i, i, 0));
        }
        return reader.read(List.of(withChildren(children))).get(0).children();
    }

    @Test
    void theKernelIsAskedForEachOfFewSas() {
        List<ChildSaStatus> children = read(2);

        assertThat(children)
                .extracting(ChildSaStatus::inboundTraffic)
                .containsExactlyInAnyOrder(packets(1), packets(2));
        assertThat(List.of(kernel.asked, kernel.dumps)).containsExactly(4, 0);
    }

    @Test
    void forManySasTheKernelIsAskedOnce() {
        List<ChildSaStatus> children = read(SaStatusReader.MANY);

        assertThat(children)
                .extracting(ChildSaStatus::inboundTraffic)
                .hasSize(SaStatusReader.MANY)
                .contains(packets(1), packets(SaStatusReader.MANY));
        assertThat(children)
                .as("the kernel does not have the other halves")
                .allSatisfy(child -> assertThat(child.outboundTraffic()).isEmpty());
        assertThat(List.of(kernel.asked, kernel.dumps)).containsExactly(0, 1);
    }

    @Test
    void aKernelThatDoesNotTellThemAtOnceIsAskedForEach() {
        kernel.refusesDumps = true;

        assertThat(read(SaStatusReader.MANY))
                .extracting(ChildSaStatus::inboundTraffic)
                .contains(packets(1), packets(SaStatusReader.MANY));
        assertThat(kernel.asked).isEqualTo(2 * SaStatusReader.MANY);
    }
}
