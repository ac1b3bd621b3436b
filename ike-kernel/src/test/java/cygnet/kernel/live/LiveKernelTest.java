package cygnet.kernel.live;

import static cygnet.kernel.ffi.NetworkNamespace.execute;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelCommand.AllocateSpi;
import cygnet.ike.ipsec.KernelCommand.DeletePolicy;
import cygnet.ike.ipsec.KernelCommand.DeleteSa;
import cygnet.ike.ipsec.KernelCommand.PutPolicy;
import cygnet.ike.ipsec.KernelCommand.QuerySa;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.KernelEvent.Acquire;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.KernelResult.Done;
import cygnet.ike.ipsec.KernelResult.SpiAllocated;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.Policy.Allow;
import cygnet.ike.ipsec.Policy.Block;
import cygnet.ike.ipsec.Policy.Protect;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.Spi;
import cygnet.kernel.InstalledPolicy;
import cygnet.kernel.KernelInventory;
import cygnet.kernel.KernelSettings;
import cygnet.kernel.KernelSettings.Setting;
import cygnet.kernel.ffi.NetworkNamespace;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.ffi.UdpSocket;
import cygnet.kernel.xfrm.XfrmEvents;
import cygnet.kernel.xfrm.XfrmKernel;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The host's kernel, in network namespaces of the tests' own. What needs ESP in the kernel is proven by EspProof. */
@Tag("kernel")
class LiveKernelTest {
    private static final SocketCalls CALLS = SocketCalls.system();
    private static final int REQID = 0x4359_0001;

    private static XfrmKernel openKernel() throws Exception {
        return XfrmKernel.open(CALLS, InstantSource.system());
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text);
    }

    private static PolicySelector hosts(String source, String destination) {
        return PolicySelector.between(IpNetwork.host(address(source)), IpNetwork.host(address(destination)));
    }

    private static Policy protect(PolicySelector selector, Direction direction) {
        return new Policy(selector, direction, 1000, new Protect(IpsecProtocol.ESP, Mode.TRANSPORT, REQID, true));
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.2, 192.0.2.1", "2001:db8::2, 2001:db8::1"})
    void allocatesAnSpiThatCanBeDeletedTwice(String source, String destination) throws Exception {
        NetworkNamespace.inNew(() -> {
            try (XfrmKernel kernel = openKernel()) {
                KernelResult result = kernel.perform(
                        List.of(new AllocateSpi(address(source), address(destination), IpsecProtocol.ESP)));

                assertThat(result).isInstanceOf(SpiAllocated.class);
                Spi spi = ((SpiAllocated) result).spi();
                assertThat(spi.value() >>> 28).isEqualTo(0xc);
                SaId id = new SaId(address(destination), IpsecProtocol.ESP, spi);
                assertThat(kernel.inventory().securityAssociations())
                        .singleElement()
                        .satisfies(sa -> {
                            assertThat(sa.id()).isEqualTo(id);
                            assertThat(sa.source()).isEqualTo(address(source));
                            assertThat(sa.larval()).isTrue();
                        });

                DeleteSa delete = new DeleteSa(id, address(source));
                assertThat(kernel.perform(List.of(delete, delete))).isEqualTo(new Done());
                assertThat(kernel.inventory().securityAssociations()).isEmpty();
            }
        });
    }

    @Test
    void putsReplacesListsAndDeletesPolicies() throws Exception {
        NetworkNamespace.inNew(() -> {
            try (XfrmKernel kernel = openKernel()) {
                PolicySelector selector = hosts("192.0.2.1", "192.0.2.2");
                PolicySelector ports = new PolicySelector(
                        IpNetwork.parse("2001:db8::/64"), IpNetwork.parse("::/0"), 6, PolicySelector.ANY_PORT, 25);
                List<Policy> policies = List.of(
                        protect(selector, Direction.OUTBOUND),
                        new Policy(
                                selector.reversed(),
                                Direction.INBOUND,
                                1000,
                                new Protect(IpsecProtocol.ESP, Mode.TRANSPORT, REQID, false)),
                        new Policy(ports, Direction.OUTBOUND, 7, new Allow()),
                        new Policy(ports.reversed(), Direction.INBOUND, 8, new Block()));
                assertThat(kernel.perform(policies.stream()
                                .<KernelCommand>map(PutPolicy::new)
                                .toList()))
                        .isEqualTo(new Done());
                assertThat(kernel.inventory().policies())
                        .extracting(InstalledPolicy::policy)
                        .containsExactlyInAnyOrderElementsOf(policies);

                Policy replacement = new Policy(selector, Direction.OUTBOUND, 900, new Allow());
                assertThat(kernel.perform(List.of(new PutPolicy(replacement)))).isEqualTo(new Done());
                assertThat(kernel.inventory().policies())
                        .extracting(InstalledPolicy::policy)
                        .contains(replacement)
                        .hasSize(policies.size());

                for (Policy policy : policies) {
                    DeletePolicy delete = new DeletePolicy(policy.selector(), policy.direction());
                    assertThat(kernel.perform(List.of(delete, delete))).isEqualTo(new Done());
                }
                assertThat(kernel.inventory()).isEqualTo(new KernelInventory(List.of(), List.of(), List.of()));
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 192.0.2.2, 192.0.2.1/24", "2001:db8::1, 2001:db8::2, 2001:db8::1/64"})
    void packetThatMeetsARequiredPolicyIsAcquiredFor(String source, String destination, String network)
            throws Exception {
        NetworkNamespace.inNew(() -> {
            execute("ip", "link", "add", "alice0", "type", "veth", "peer", "name", "wire0");
            execute("ip", "link", "set", "wire0", "up");
            execute("ip", "addr", "add", network, "dev", "alice0", "nodad");
            execute("ip", "link", "set", "alice0", "up");
            PolicySelector selector = hosts(source, destination);
            try (XfrmKernel kernel = openKernel();
                    XfrmEvents events = XfrmEvents.open(CALLS)) {
                kernel.perform(List.of(new PutPolicy(protect(selector, Direction.OUTBOUND))));

                sendDatagram(source, 4000, destination, 5000);

                List<KernelEvent> heard = new ArrayList<>();
                events.drain(heard::add);
                assertThat(heard).singleElement().isInstanceOf(Acquire.class);
                Acquire acquire = (Acquire) heard.get(0);
                PolicySelector flow = new PolicySelector(selector.source(), selector.destination(), 17, 4000, 5000);
                assertThat(acquire).isEqualTo(new Acquire(flow, selector, REQID, acquire.sequence()));
                assertThat(kernel.inventory().heldFlows())
                        .containsExactly(new KernelInventory.HeldFlow(flow, REQID, acquire.sequence()));
            }
        });
    }

    private static void sendDatagram(String source, int sourcePort, String destination, int port) throws Exception {
        try (DatagramSocket socket = new DatagramSocket(sourcePort, InetAddress.getByName(source))) {
            socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName(destination), port));
        }
    }

    @Test
    void queryOfAnUnknownSaSaysSo() throws Exception {
        NetworkNamespace.inNew(() -> {
            try (XfrmKernel kernel = openKernel()) {
                SaId id = new SaId(address("192.0.2.1"), IpsecProtocol.ESP, new Spi(0xc0ffee00));
                assertThat(kernel.perform(List.of(new QuerySa(id, address("192.0.2.2")))))
                        .isEqualTo(new KernelResult.Failed(
                                0, "query ESP c0ffee00 to 192.0.2.1: ESRCH (there is no such SA)"));
            }
        });
    }

    @Test
    void settingsOfTheNamespaceAreChangedAndGivenBack() throws Exception {
        NetworkNamespace.inNew(() -> {
            KernelSettings settings = KernelSettings.ofSystem();

            assertThat(settings.set(Setting.XFRM_LARVAL_DROP, 0))
                    .isEqualTo(new KernelSettings.Outcome.Changed(Setting.XFRM_LARVAL_DROP, 1, 0));
            assertThat(execute("sysctl", "-n", Setting.XFRM_LARVAL_DROP.key())).isEqualTo("0\n");
            assertThat(settings.set(Setting.XFRM_ACQ_EXPIRES, 165))
                    .isEqualTo(new KernelSettings.Outcome.Changed(Setting.XFRM_ACQ_EXPIRES, 30, 165));

            assertThat(settings.restore()).hasSize(2);
            assertThat(execute("sysctl", "-n", Setting.XFRM_LARVAL_DROP.key())).isEqualTo("1\n");
        });
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 192.0.2.2, /24", "2001:db8::1, 2001:db8::2, /64"})
    void heldPacketLeavesInClearWhenItsPolicyIsReplacedByAllow(String source, String destination, String prefix)
            throws Exception {
        try (LabHost alice = new LabHost("alice", CALLS);
                LabHost bob = new LabHost("bob", CALLS)) {
            alice.wireTo(bob, new String[] {source + prefix, destination + prefix});
            alice.set(Setting.XFRM_LARVAL_DROP, 0);
            PolicySelector selector = hosts(source, destination);
            alice.perform(new PutPolicy(protect(selector, Direction.OUTBOUND)));
            try (DatagramSocket from = alice.datagramSocket(address(source), 4000);
                    DatagramSocket to = bob.datagramSocket(address(destination), 5000)) {
                from.send(new DatagramPacket(new byte[] {42}, 1, InetAddress.getByName(destination), 5000));
                alice.await(Acquire.class, Duration.ofSeconds(5));

                alice.perform(new PutPolicy(new Policy(selector, Direction.OUTBOUND, 1000, new Allow())));

                DatagramPacket received = new DatagramPacket(new byte[9], 9);
                to.setSoTimeout(5000);
                to.receive(received);
                assertThat(received.getLength()).isEqualTo(1);
                assertThat(received.getData()[0]).isEqualTo((byte) 42);
            }
        }
    }

    @Test
    void bypassPolicyLetsASocketPastARequiredPolicy() throws Exception {
        try (LabHost alice = new LabHost("alice", CALLS);
                LabHost bob = new LabHost("bob", CALLS)) {
            alice.wireTo(
                    bob, new String[] {"192.0.2.1/24", "192.0.2.2/24"}, new String[] {"2001:db8::1/64", "2001:db8::2/64"
                    });
            for (boolean ipv6 : List.of(false, true)) {
                IpAddress source = address(ipv6 ? "2001:db8::1" : "192.0.2.1");
                IpAddress destination = address(ipv6 ? "2001:db8::2" : "192.0.2.2");
                PolicySelector selector = hosts(source.toString(), destination.toString());
                alice.perform(new PutPolicy(protect(selector, Direction.OUTBOUND)));
                try (DatagramSocket to = bob.datagramSocket(destination, 500);
                        UdpSocket from = alice.ikeSocket(source, 500)) {
                    from.connect(destination, 500);

                    from.send(new byte[] {42});

                    to.setSoTimeout(5000);
                    DatagramPacket received = new DatagramPacket(new byte[9], 9);
                    to.receive(received);
                    assertThat(received.getLength()).isEqualTo(1);
                }
            }
            assertThat(alice.inventory().heldFlows()).isEmpty();
        }
    }

    /** Sends the first packets of many flows that all want an SA, and then looks at what was heard. */
    private static void flood(XfrmEvents events, int flows, FloodCheck check) throws Exception {
        execute("ip", "link", "add", "alice0", "type", "veth", "peer", "name", "wire0");
        execute("ip", "link", "set", "wire0", "up");
        execute("ip", "addr", "add", "198.18.0.1/16", "dev", "alice0");
        execute("ip", "link", "set", "alice0", "up");
        // On a slow machine the first larval SAs would end before the last packet is sent.
        KernelSettings.ofSystem().set(Setting.XFRM_ACQ_EXPIRES, 3600);
        IpNetwork network = IpNetwork.parse("198.18.0.0/16");
        try (XfrmKernel kernel = openKernel();
                DatagramSocket socket = new DatagramSocket(4000, InetAddress.getByName("198.18.0.1"))) {
            kernel.perform(
                    List.of(new PutPolicy(protect(PolicySelector.between(network, network), Direction.OUTBOUND))));
            for (int i = 0; i < flows; i++) {
                sendTo(socket, i);
            }
            List<KernelEvent> heard = new ArrayList<>();
            events.drain(heard::add);
            check.see(heard, kernel, socket);
        }
    }

    @FunctionalInterface
    private interface FloodCheck {
        void see(List<KernelEvent> heard, XfrmKernel kernel, DatagramSocket socket) throws Exception;
    }

    @Test
    void burstOfAcquiresThatTheDefaultQueueCouldNotHoldIsHeardWhole() throws Exception {
        NetworkNamespace.inNew(() -> {
            try (XfrmEvents events = XfrmEvents.open(CALLS)) {
                flood(events, 1_000, (heard, kernel, socket) -> {
                    assertThat(heard).hasSize(1_000).doesNotContain(new KernelEvent.EventsLost());
                    assertThat(kernel.inventory().heldFlows()).hasSize(1_000);
                });
            }
        });
    }

    @Test
    void flowWhoseAcquireWasLostIsAcquiredForByItsNextPacket() throws Exception {
        int solSocket = 1;
        int soRcvbuf = 8;
        byte[] least = new byte[4];
        NetworkNamespace.inNew(() -> {
            try (XfrmEvents events = XfrmEvents.open(CALLS)) {
                assertThat(CALLS.setOption(events.fd(), solSocket, soRcvbuf, least))
                        .isZero();
                flood(events, 200, (heard, kernel, socket) -> {
                    assertThat(heard).contains(new KernelEvent.EventsLost());
                    List<PolicySelector> acquired = flows(heard);
                    assertThat(acquired.size()).isBetween(1, 199);
                    assertThat(kernel.inventory().heldFlows())
                            .extracting(KernelInventory.HeldFlow::flow)
                            .containsExactlyInAnyOrderElementsOf(acquired);

                    sendTo(socket, 199);
                    List<KernelEvent> afterwards = new ArrayList<>();
                    events.drain(afterwards::add);
                    assertThat(flows(afterwards)).hasSize(1);
                    assertThat(acquired).doesNotContainAnyElementsOf(flows(afterwards));
                });
            }
        });
    }

    private static void sendTo(DatagramSocket socket, int number) throws Exception {
        byte[] destination = {(byte) 198, 18, (byte) (1 + number / 250), (byte) (1 + number % 250)};
        socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getByAddress(destination), 5000));
    }

    private static List<PolicySelector> flows(List<KernelEvent> events) {
        return events.stream()
                .filter(Acquire.class::isInstance)
                .map(event -> ((Acquire) event).flow())
                .toList();
    }

    @Test
    void thousandsOfPoliciesComeAndGo() throws Exception {
        NetworkNamespace.inNew(() -> {
            try (XfrmKernel kernel = openKernel()) {
                List<Policy> policies = new ArrayList<>();
                for (int i = 0; i < 2_000; i++) {
                    policies.add(
                            protect(hosts("192.0.2.1", "198.18." + i / 250 + "." + (1 + i % 250)), Direction.OUTBOUND));
                }

                assertThat(kernel.performEach(policies.stream()
                                .<KernelCommand>map(PutPolicy::new)
                                .toList()))
                        .hasSize(2_000)
                        .containsOnly(new Done());
                assertThat(kernel.inventory().policies())
                        .extracting(InstalledPolicy::policy)
                        .containsExactlyInAnyOrderElementsOf(policies);
                assertThat(kernel.performEach(policies.stream()
                                .<KernelCommand>map(policy -> new DeletePolicy(policy.selector(), policy.direction()))
                                .toList()))
                        .containsOnly(new Done());
                assertThat(kernel.inventory().policies()).isEmpty();
            }
        });
    }
}
