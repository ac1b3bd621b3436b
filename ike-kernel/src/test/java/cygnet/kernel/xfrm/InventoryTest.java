package cygnet.kernel.xfrm;

import static cygnet.kernel.AliceAndBob.ALICE;
import static cygnet.kernel.AliceAndBob.ALICE_6;
import static cygnet.kernel.AliceAndBob.BOB;
import static cygnet.kernel.AliceAndBob.BOB_6;
import static cygnet.kernel.AliceAndBob.TO_BOB;
import static cygnet.kernel.AliceAndBob.esp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelCommand.QuerySa;
import cygnet.ike.ipsec.KernelResult.Usage;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.kernel.AliceAndBob;
import cygnet.kernel.InstalledPolicy;
import cygnet.kernel.InstalledSa;
import cygnet.kernel.KernelException;
import cygnet.kernel.KernelInventory;
import cygnet.kernel.KernelInventory.HeldFlow;
import cygnet.kernel.netlink.NetlinkMessage;
import cygnet.kernel.netlink.ScriptedKernel;
import cygnet.kernel.socket.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InventoryTest {
    private static final int NEWSA = 0x10;
    private static final int NEWPOLICY = 0x13;
    private static final int GETSA = 0x12;
    private static final int DONE = 3;
    private static final int MULTI = 2;
    private static final int INTERRUPTED = 0x10;

    /** Stands in src/test/golden/capture. */
    private static final int REQID = 0x4359_0007;

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_800_000_000));
    private static final Octets SUCCESS = ScriptedKernel.nativeInt(0);

    private final ScriptedKernel scripted = new ScriptedKernel();

    private KernelInventory inventory() throws Exception {
        try (XfrmKernel kernel = XfrmKernel.open(scripted, CLOCK)) {
            return kernel.inventory();
        }
    }

    private static void sayAll(ScriptedKernel kernel, NetlinkMessage request, int flags, String... names) {
        for (String name : names) {
            Golden.Captured captured = Golden.captured(name);
            kernel.say(captured.type(), MULTI | flags, request.sequence(), captured.payload());
        }
        kernel.say(DONE, MULTI, request.sequence(), SUCCESS);
    }

    @Test
    void whatAKernelHeldIsUnderstood() throws Exception {
        scripted.behaving((request, kernel) -> {
            if (request.type() == GETSA) {
                sayAll(kernel, request, 0, "sa-gcm-in-udp", "sa-larval", "sa-held-flow");
            } else {
                sayAll(kernel, request, 0, "policy-block", "policy-ipv6-port", "policy-ipv4");
            }
        });

        KernelInventory inventory = inventory();

        assertThat(inventory.securityAssociations())
                .containsExactly(
                        new InstalledSa(esp(BOB, 0xc0ffee00), ALICE, false, Mode.TRANSPORT, REQID, 0, 0, 0),
                        new InstalledSa(esp(ALICE, 0xcd8deee6), BOB, true, Mode.TRANSPORT, 0, 0, 0, 0));
        PolicySelector toBob6 = AliceAndBob.hosts(ALICE_6, BOB_6);
        assertThat(inventory.heldFlows())
                .containsExactly(
                        new HeldFlow(new PolicySelector(toBob6.source(), toBob6.destination(), 6, 4000, 25), REQID, 2));
        assertThat(inventory.policies())
                .extracting(InstalledPolicy::policy)
                .containsExactly(
                        new Policy(TO_BOB.reversed(), Direction.INBOUND, 7, new Policy.Block()),
                        new Policy(
                                new PolicySelector(
                                        IpNetwork.host(ALICE_6), IpNetwork.host(BOB_6), 6, PolicySelector.ANY_PORT, 25),
                                Direction.OUTBOUND,
                                1999,
                                new Policy.Protect(IpsecProtocol.ESP, Mode.TRANSPORT, REQID, true)),
                        new Policy(
                                TO_BOB,
                                Direction.OUTBOUND,
                                2000,
                                new Policy.Protect(IpsecProtocol.ESP, Mode.TRANSPORT, REQID, true)));
    }

    @Test
    void keysThatCameWithADumpAreWiped() throws Exception {
        scripted.behaving((request, kernel) -> {
            if (request.type() == GETSA) {
                sayAll(kernel, request, 0, "sa-gcm-in-udp");
            } else {
                sayAll(kernel, request, 0);
            }
        });

        inventory();

        assertThat(scripted.buffers()).isNotEmpty().allSatisfy(InventoryTest::assertAllZero);
    }

    static void assertAllZero(ByteBuffer buffer) {
        for (int i = 0; i < buffer.limit(); i++) {
            assertThat(buffer.get(i)).as("octet " + i).isZero();
        }
    }

    @Test
    void interruptedDumpIsRepeated() throws Exception {
        int[] dumps = new int[1];
        scripted.behaving((request, kernel) -> {
            if (request.type() == GETSA) {
                sayAll(kernel, request, dumps[0]++ == 0 ? INTERRUPTED : 0, "sa-larval");
            } else {
                sayAll(kernel, request, 0);
            }
        });

        assertThat(inventory().securityAssociations()).hasSize(1);
        assertThat(dumps[0]).isEqualTo(2);
    }

    @Test
    void dumpThatIsNeverConsistentIsGivenUp() {
        scripted.behaving((request, kernel) -> sayAll(kernel, request, INTERRUPTED, "sa-larval"));

        assertThatThrownBy(this::inventory)
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("it kept changing");
        assertThat(scripted.sendCalls()).isEqualTo(5);
    }

    @Test
    void refusedDumpIsAFailure() {
        scripted.behaving((request, kernel) -> kernel.refuse(request, Errno.EPERM, ""));

        assertThatThrownBy(this::inventory)
                .isInstanceOf(KernelException.class)
                .hasMessage("cannot read a list of the kernel: EPERM (this takes CAP_NET_ADMIN)");
    }

    @Test
    void policiesForForwardingOfSocketsAndWithMaskedPortsAreLeftOut() throws Exception {
        Octets policy = Golden.captured("policy-ipv4").payload();
        scripted.behaving((request, kernel) -> {
            if (request.type() != GETSA) {
                kernel.say(NEWPOLICY, MULTI, request.sequence(), with(policy, 160, 2));
                kernel.say(NEWPOLICY, MULTI, request.sequence(), with(policy, 156, 4));
                kernel.say(NEWPOLICY, MULTI, request.sequence(), with(policy, 34, 0xff));
                kernel.say(NEWPOLICY, MULTI, request.sequence(), with(policy, 48, 3));
            }
            kernel.say(DONE, MULTI, request.sequence(), SUCCESS);
        });

        assertThat(inventory().policies()).isEmpty();
    }

    @Test
    void bitsBehindAPrefixAreOfNoInterest() throws Exception {
        Octets policy = Golden.captured("policy-ipv4").payload();
        scripted.behaving((request, kernel) -> {
            if (request.type() != GETSA) {
                kernel.say(NEWPOLICY, MULTI, request.sequence(), with(policy, 42, 24));
            }
            kernel.say(DONE, MULTI, request.sequence(), SUCCESS);
        });

        assertThat(inventory().policies())
                .singleElement()
                .satisfies(installed -> assertThat(installed.policy().selector().destination())
                        .isEqualTo(IpNetwork.parse("192.0.2.0/24")));
    }

    private static Octets with(Octets payload, int at, int value) {
        byte[] octets = payload.toByteArray();
        octets[at] = (byte) value;
        return Octets.of(octets);
    }

    @Test
    void usageTellsCountersAndTheTimeSinceLastUse() throws Exception {
        byte[] sa = Golden.captured("sa-gcm-in-udp").payload().toByteArray();
        ByteBuffer.wrap(sa).order(ByteOrder.nativeOrder()).putLong(160, 12_345).putLong(168, 67);
        byte[] lastUse = ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putLong(CLOCK.instant().getEpochSecond() - 9)
                .array();
        Octets answer = Octets.concat(Octets.of(sa), ScriptedKernel.attribute(15, Octets.of(lastUse)));
        scripted.behaving((request, kernel) -> {
            kernel.say(NEWSA, 0, request.sequence(), answer);
            kernel.ack(request);
        });

        try (XfrmKernel kernel = XfrmKernel.open(scripted, CLOCK)) {
            assertThat(kernel.perform(List.of(new QuerySa(esp(BOB, 0xc0ffee00), ALICE))))
                    .isEqualTo(new Usage(12_345, 67, 9));
        }
    }

    @Test
    void oneDumpTellsWhatEachSaHasCarried() throws Exception {
        scripted.behaving((request, kernel) -> {
            for (int spi = 1; spi <= 3; spi++) {
                kernel.say(NEWSA, MULTI, request.sequence(), carrying(0xc0ffee00 + spi, 100L * spi, spi));
            }
            kernel.say(
                    NEWSA,
                    MULTI,
                    request.sequence(),
                    Golden.captured("sa-held-flow").payload());
            kernel.say(DONE, MULTI, request.sequence(), SUCCESS);
        });

        try (XfrmKernel kernel = XfrmKernel.open(scripted, CLOCK)) {
            assertThat(kernel.usages())
                    .isEqualTo(Map.of(
                            esp(BOB, 0xc0ffee01), new Usage(100, 1, 0),
                            esp(BOB, 0xc0ffee02), new Usage(200, 2, 0),
                            esp(BOB, 0xc0ffee03), new Usage(300, 3, 0)));
        }
        assertThat(scripted.sendCalls()).isEqualTo(1);
        assertThat(scripted.buffers()).isNotEmpty().allSatisfy(InventoryTest::assertAllZero);
    }

    private static Octets carrying(int spi, long octets, long packets) {
        byte[] sa = Golden.captured("sa-gcm-in-udp").payload().toByteArray();
        ByteBuffer.wrap(sa).putInt(72, spi);
        ByteBuffer.wrap(sa).order(ByteOrder.nativeOrder()).putLong(160, octets).putLong(168, packets);
        return Octets.of(sa);
    }

    /** The times of use of SAs that are gone, whoever had them, are not kept. */
    @Test
    void anSaThatWasGoneForADumpIsNewWhenItComesAgain() throws Exception {
        Instant[] now = {CLOCK.instant()};
        boolean[] there = {true};
        scripted.behaving((request, kernel) -> {
            if (there[0]) {
                kernel.say(NEWSA, MULTI, request.sequence(), carrying(0xc0ffee01, 100, 1));
            }
            kernel.say(DONE, MULTI, request.sequence(), SUCCESS);
        });

        try (XfrmKernel kernel = XfrmKernel.open(scripted, () -> now[0])) {
            kernel.usages();
            now[0] = now[0].plusSeconds(60);
            assertThat(kernel.usages()).containsValue(new Usage(100, 1, 60));
            there[0] = false;
            assertThat(kernel.usages()).isEmpty();
            there[0] = true;
            assertThat(kernel.usages()).containsValue(new Usage(100, 1, 0));
        }
    }

    /** They tell no time of last use: an SA counts as used when it has carried more than the last time that we asked. */
    @Test
    void withOlderKernelsUseIsSeenByThePackets() throws Exception {
        Instant[] now = {CLOCK.instant()};
        long[] packets = {0};
        byte[] sa = Golden.captured("sa-gcm-in-udp").payload().toByteArray();
        scripted.behaving((request, kernel) -> {
            ByteBuffer.wrap(sa).order(ByteOrder.nativeOrder()).putLong(168, packets[0]);
            kernel.say(NEWSA, 0, request.sequence(), Octets.of(sa));
            kernel.ack(request);
        });
        QuerySa query = new QuerySa(esp(BOB, 0xc0ffee00), ALICE);

        try (XfrmKernel kernel = XfrmKernel.open(scripted, () -> now[0])) {
            assertThat(kernel.perform(List.of(query))).isEqualTo(new Usage(0, 0, -1));
            packets[0] = 5;
            assertThat(kernel.perform(List.of(query))).isEqualTo(new Usage(0, 5, 0));
            now[0] = now[0].plusSeconds(60);
            assertThat(kernel.perform(List.of(query))).isEqualTo(new Usage(0, 5, 60));
            packets[0] = 6;
            assertThat(kernel.perform(List.of(query))).isEqualTo(new Usage(0, 6, 0));
        }
    }
}
