package cygnet.kernel.pfkey;

import static cygnet.kernel.AliceAndBob.ALICE_6;
import static cygnet.kernel.AliceAndBob.BOB;
import static cygnet.kernel.AliceAndBob.BOB_6;
import static cygnet.kernel.AliceAndBob.REQID;
import static cygnet.kernel.AliceAndBob.TO_BOB;
import static cygnet.kernel.AliceAndBob.esp;
import static cygnet.kernel.AliceAndBob.protect;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelCommand.PutPolicy;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.KernelEvent.Acquire;
import cygnet.ike.ipsec.KernelEvent.EventsLost;
import cygnet.ike.ipsec.KernelEvent.Expire;
import cygnet.ike.ipsec.KernelEvent.MappingChanged;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.kernel.socket.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PfkeyEventsTest {
    /** Opened after the kernel's socket and the one that questions are asked by. */
    private static final int EVENTS_FD = 42;

    private final ScriptedPfkey scripted = new ScriptedPfkey();
    private PfkeyKernel kernel;
    private PfkeyEvents events;

    @BeforeEach
    void open() throws Exception {
        kernel = PfkeyKernel.open(scripted, InstantSource.system());
        events = kernel.listen(scripted);
    }

    @AfterEach
    void close() {
        events.close();
        kernel.close();
    }

    private List<KernelEvent> hear(Octets... messages) throws Exception {
        for (Octets message : messages) {
            scripted.say(EVENTS_FD, message);
        }
        List<KernelEvent> heard = new ArrayList<>();
        events.drain(heard::add);
        return heard;
    }

    /** 0x1001 is the kernel's reqid in the captured policy: the second stand-in. */
    private void fillReqids() {
        kernel.perform(List.of(
                new PutPolicy(new Policy(TO_BOB, Direction.OUTBOUND, 1, protect(Mode.TRANSPORT, true))),
                new PutPolicy(new Policy(
                        TO_BOB,
                        Direction.OUTBOUND,
                        2000,
                        new Policy.Protect(IpsecProtocol.ESP, Mode.TRANSPORT, REQID + 1, true)))));
    }

    @Test
    void acquireIsToldWithItsPolicyWhichIsAskedFor() throws Exception {
        fillReqids();
        scripted.behaving((fd, request, k) -> k.answer(fd, request, PfkeyGolden.captured("policy-got")));

        assertThat(hear(PfkeyGolden.captured("acquire-ipv4")))
                .containsExactly(new Acquire(TO_BOB, TO_BOB, REQID + 1, 1));
    }

    @Test
    void acquireWhosePolicyHasBeenReplacedIsToldWithTheOneThatIsThere() throws Exception {
        scripted.behaving((fd, request, k) -> {
            if (ScriptedPfkey.type(request) == PfkeyNumbers.MSG_SPDGET) {
                k.refuse(fd, request, Errno.ENOENT);
            } else {
                k.answerDump(
                        fd,
                        request,
                        List.of(
                                PfkeyGolden.captured("spd-3"),
                                PfkeyGolden.captured("spd-4"),
                                PfkeyGolden.captured("spd-5")));
            }
        });
        PolicySelector mail =
                new PolicySelector(IpNetwork.host(ALICE_6), IpNetwork.host(BOB_6), 6, PolicySelector.ANY_PORT, 25);

        assertThat(hear(PfkeyGolden.captured("acquire-ipv6")))
                .singleElement()
                .isInstanceOfSatisfying(Acquire.class, acquire -> {
                    assertThat(acquire.flow()).isEqualTo(mail);
                    assertThat(acquire.policy()).isEqualTo(mail);
                });
    }

    @Test
    void acquireThatNoPolicyWantsAnyMoreIsNotTold() throws Exception {
        scripted.behaving((fd, request, k) -> k.refuse(fd, request, Errno.ENOENT));

        assertThat(hear(PfkeyGolden.captured("acquire-ipv4"))).isEmpty();
    }

    @Test
    void manyAcquiresOfOneFlowInARowAreOne() throws Exception {
        scripted.behaving((fd, request, k) -> k.answer(fd, request, PfkeyGolden.captured("policy-got")));

        assertThat(hear(PfkeyGolden.captured("acquire-ipv4"), PfkeyGolden.captured("acquire-ipv4")))
                .hasSize(1);
    }

    @Test
    void limitsAreToldApart() throws Exception {
        assertThat(hear(PfkeyGolden.captured("expire-soft"), PfkeyGolden.captured("expire-hard")))
                .containsExactly(new Expire(esp(BOB, 0xc0ffee00), false), new Expire(esp(BOB, 0xc0ffee00), true));
    }

    @Test
    void changedMappingIsToldWithTheSaThatTheMessageLacks() throws Exception {
        scripted.behaving((fd, request, k) ->
                k.answerDump(fd, request, List.of(ScriptedPfkey.addressed(PfkeyGolden.captured("sad-0"), 0, 7))));
        IpAddress loopback = IpAddress.parse("127.0.0.1");

        assertThat(hear(mapping(0xc0ffee01, loopback, BOB, 61000)))
                .containsExactly(new MappingChanged(esp(loopback, 0xc0ffee01), new Endpoint(BOB, 61000)));
        assertThat(hear(mapping(0xc0ffee02, loopback, BOB, 61000))).isEmpty();
    }

    /** As af_key composes it: the SA, the old source and its port, and where others have the destination the new source. */
    private static Octets mapping(int spi, IpAddress oldSource, IpAddress newSource, int port) {
        PfkeyWriter writer = new PfkeyWriter();
        writer.begin(new PfkeyRequest(PfkeyNumbers.MSG_NAT_T_NEW_MAPPING, PfkeyNumbers.SATYPE_ESP, w -> {}), 0, 0);
        ByteBuffer buffer = writer.buffer();
        int sa = writer.extension(PfkeyNumbers.EXT_SA, 16);
        buffer.order(ByteOrder.BIG_ENDIAN).putInt(sa + 4, spi).order(ByteOrder.nativeOrder());
        AddressExtension.put(writer, PfkeyNumbers.EXT_ADDRESS_SRC, oldSource);
        writer.extension(PfkeyNumbers.EXT_NAT_T_SPORT, 8);
        AddressExtension.put(writer, PfkeyNumbers.EXT_ADDRESS_DST, newSource);
        int at = writer.extension(PfkeyNumbers.EXT_NAT_T_DPORT, 8);
        buffer.put(at + 4, (byte) (port >> 8)).put(at + 5, (byte) port);
        byte[] octets = new byte[writer.written().limit()];
        writer.written().get(0, octets);
        return Octets.of(octets);
    }

    @Test
    void whatOthersDoIsNotToldAndItsKeysAreWiped() throws Exception {
        assertThat(hear(PfkeyGolden.captured("sa-added"), PfkeyGolden.captured("policy-put")))
                .isEmpty();
        ByteBuffer buffer = scripted.buffers().get(scripted.buffers().size() - 1);
        for (int i = 0; i < buffer.limit(); i++) {
            assertThat(buffer.get(i)).isZero();
        }
    }

    @Test
    void whatCannotBeReadCountsAsLost() throws Exception {
        assertThat(hear(Octets.ofHex("0206"), PfkeyGolden.captured("expire-hard")))
                .containsExactly(new Expire(esp(BOB, 0xc0ffee00), true), new EventsLost());
    }

    @Test
    void queueThatMayHaveBeenFullCountsAsLost() throws Exception {
        for (int i = 0; i < 2047; i++) {
            scripted.say(EVENTS_FD, PfkeyGolden.captured("policy-missing"));
        }
        assertThat(hear()).isEmpty();
        for (int i = 0; i < 2048; i++) {
            scripted.say(EVENTS_FD, PfkeyGolden.captured("policy-missing"));
        }
        assertThat(hear()).containsExactly(new EventsLost());
    }
}
