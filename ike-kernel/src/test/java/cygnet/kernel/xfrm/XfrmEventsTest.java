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
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.KernelEvent.Acquire;
import cygnet.ike.ipsec.KernelEvent.EventsLost;
import cygnet.ike.ipsec.KernelEvent.Expire;
import cygnet.ike.ipsec.KernelEvent.MappingChanged;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.kernel.AliceAndBob;
import cygnet.kernel.KernelException;
import cygnet.kernel.netlink.ScriptedKernel;
import cygnet.kernel.socket.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class XfrmEventsTest {
    /** Stands in src/test/golden/capture. */
    private static final int REQID = 0x4359_0007;

    private final ScriptedKernel scripted = new ScriptedKernel();

    private List<KernelEvent> drain() throws Exception {
        List<KernelEvent> events = new ArrayList<>();
        try (XfrmEvents open = XfrmEvents.open(scripted)) {
            open.drain(events::add);
        }
        return events;
    }

    private void sayCaptured(String name) {
        Golden.Captured captured = Golden.captured(name);
        scripted.say(captured.type(), 0, 0, captured.payload());
    }

    private static PolicySelector flow(PolicySelector hosts, int protocol, int sourcePort, int destinationPort) {
        return new PolicySelector(hosts.source(), hosts.destination(), protocol, sourcePort, destinationPort);
    }

    static Stream<Arguments> captured() {
        PolicySelector toBob6 = AliceAndBob.hosts(ALICE_6, BOB_6);
        PolicySelector mail =
                new PolicySelector(IpNetwork.host(ALICE_6), IpNetwork.host(BOB_6), 6, PolicySelector.ANY_PORT, 25);
        return Stream.of(
                Arguments.of("acquire-ipv4-udp", new Acquire(flow(TO_BOB, 17, 4000, 5000), TO_BOB, REQID, 1)),
                Arguments.of("acquire-ipv4-icmp", new Acquire(flow(TO_BOB, 1, 8, 0), TO_BOB, REQID, 3)),
                Arguments.of("acquire-ipv6-tcp", new Acquire(flow(toBob6, 6, 4000, 25), mail, REQID, 2)),
                Arguments.of("expire-soft", new Expire(esp(BOB, 0xc0ffee00), false)),
                Arguments.of("expire-hard", new Expire(esp(BOB, 0xc0ffee00), true)),
                Arguments.of("mapping", new MappingChanged(esp(BOB, 0xc0ffee00), new Endpoint(ALICE, 4501))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("captured")
    void whatAKernelSaidIsUnderstood(String name, KernelEvent expected) throws Exception {
        sayCaptured(name);

        assertThat(drain()).containsExactly(expected);
    }

    @Test
    void allThatWaitsIsHandedOverInOrder() throws Exception {
        sayCaptured("expire-soft");
        scripted.fail(Errno.EINTR);
        sayCaptured("expire-hard");

        assertThat(drain())
                .containsExactly(new Expire(esp(BOB, 0xc0ffee00), false), new Expire(esp(BOB, 0xc0ffee00), true));
    }

    @Test
    void overflowOfTheQueueIsAnEventAndTheRestFollows() throws Exception {
        scripted.fail(Errno.ENOBUFS);
        sayCaptured("expire-hard");

        assertThat(drain()).containsExactly(new EventsLost(), new Expire(esp(BOB, 0xc0ffee00), true));
    }

    @Test
    void endOfALarvalSaWithoutSpiConcernsNobody() throws Exception {
        byte[] expire = Golden.captured("expire-hard").payload().toByteArray();
        for (int at = 72; at < 76; at++) {
            expire[at] = 0;
        }
        scripted.say(0x18, 0, 0, Octets.of(expire));

        assertThat(drain()).isEmpty();
    }

    @Test
    void messagesOfOtherTypesArePassedOver() throws Exception {
        scripted.say(0x21, 0, 0, Octets.of(new byte[40]));
        sayCaptured("mapping");

        assertThat(drain()).hasSize(1);
    }

    @Test
    void flowOfAProtocolWithoutPortsHasNone() throws Exception {
        byte[] acquire = Golden.captured("acquire-ipv4-udp").payload().toByteArray();
        acquire[40 + 44] = 50;
        scripted.say(0x17, 0, 0, Octets.of(acquire));

        assertThat(drain())
                .singleElement()
                .isInstanceOfSatisfying(
                        Acquire.class,
                        event -> assertThat(event.flow())
                                .isEqualTo(flow(TO_BOB, 50, PolicySelector.ANY_PORT, PolicySelector.ANY_PORT)));
    }

    @Test
    void truncatedMessageCountsAsLostAndListeningGoesOn() throws Exception {
        Golden.Captured acquire = Golden.captured("acquire-ipv4-udp");
        scripted.say(acquire.type(), 0, 0, acquire.payload().first(279));
        scripted.sayRaw(ScriptedKernel.message(0x17, 0, 0, acquire.payload()).first(100));
        sayCaptured("mapping");

        assertThat(drain())
                .containsExactly(
                        new EventsLost(),
                        new EventsLost(),
                        new MappingChanged(esp(BOB, 0xc0ffee00), new Endpoint(ALICE, 4501)));
    }

    @Test
    void brokenDescriptorIsAFailure() {
        scripted.fail(Errno.EBADF);

        assertThatThrownBy(this::drain)
                .isInstanceOf(KernelException.class)
                .hasMessage("cannot hear the kernel's events: EBADF");
        assertThat(scripted.closeCalls()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"EPROTONOSUPPORT", "EPERM"})
    void kernelWithoutXfrmAndMissingPermissionAreTold(Errno errno) {
        scripted.withoutSockets(errno);

        assertThatThrownBy(this::drain)
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("cannot open a netlink socket of protocol 6: " + errno.name())
                .hasMessageContaining(errno == Errno.EPERM ? "CAP_NET_ADMIN" : "CONFIG_XFRM_USER");
    }
}
