package cygnet.kernel.pfkey;

import static cygnet.kernel.AliceAndBob.ALICE;
import static cygnet.kernel.AliceAndBob.BOB;
import static cygnet.kernel.AliceAndBob.REQID;
import static cygnet.kernel.AliceAndBob.TO_BOB;
import static cygnet.kernel.AliceAndBob.esp;
import static cygnet.kernel.AliceAndBob.protect;
import static cygnet.kernel.pfkey.PfkeySamples.algorithms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelCommand.AddSa;
import cygnet.ike.ipsec.KernelCommand.AllocateSpi;
import cygnet.ike.ipsec.KernelCommand.DeletePolicy;
import cygnet.ike.ipsec.KernelCommand.DeleteSa;
import cygnet.ike.ipsec.KernelCommand.MoveSa;
import cygnet.ike.ipsec.KernelCommand.PutPolicy;
import cygnet.ike.ipsec.KernelCommand.QuerySa;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.KernelResult.Done;
import cygnet.ike.ipsec.KernelResult.Failed;
import cygnet.ike.ipsec.KernelResult.SpiAllocated;
import cygnet.ike.ipsec.KernelResult.Usage;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.Policy.Protect;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SaLimits;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.SecurityAssociation.Encapsulation;
import cygnet.ike.registry.TransformId;
import cygnet.kernel.AliceAndBob;
import cygnet.kernel.InstalledPolicy;
import cygnet.kernel.InstalledSa;
import cygnet.kernel.KernelException;
import cygnet.kernel.KernelInventory;
import cygnet.kernel.socket.Errno;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PfkeyKernelTest {
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");

    private final ScriptedPfkey scripted = new ScriptedPfkey();
    private Instant now = Instant.parse("2026-11-22T00:00:00Z");

    private PfkeyKernel kernel() throws KernelException {
        return PfkeyKernel.open(scripted, () -> now);
    }

    private KernelResult perform(KernelCommand... commands) throws KernelException {
        try (PfkeyKernel kernel = kernel()) {
            return kernel.perform(List.of(commands));
        }
    }

    private void answering(String captured) {
        scripted.behaving((fd, request, k) -> k.answer(fd, request, PfkeyGolden.captured(captured)));
    }

    @Test
    void spiIsTheKernelsChoice() throws Exception {
        answering("spi");

        KernelResult result = perform(new AllocateSpi(BOB, ALICE, IpsecProtocol.ESP));

        assertThat(result).isInstanceOf(SpiAllocated.class);
        assertThat(((SpiAllocated) result).spi().toString()).startsWith("c");
    }

    @Test
    void whatOthersDoIsNoAnswer() throws Exception {
        scripted.behaving((fd, request, k) -> {
            k.say(fd, ScriptedPfkey.addressed(PfkeyGolden.captured("sa-got"), 9, 9));
            k.refuse(fd, request, Errno.EEXIST);
        });

        assertThat(perform(new AddSa(PfkeySamples.outbound())))
                .isEqualTo(
                        new Failed(0, "add ESP c0ffee00 to 192.0.2.2: EEXIST (there is an SA with this SPI already)"));
    }

    @Test
    void whatCameUnaskedBeforeIsThrownAway() throws Exception {
        try (PfkeyKernel kernel = kernel()) {
            Octets stale = ScriptedPfkey.addressed(PfkeyGolden.captured("sa-missing"), 0x8000_0000, 1);
            for (int fd = 40; fd < 42; fd++) {
                scripted.say(fd, stale);
            }
            assertThat(kernel.perform(List.of(new DeleteSa(esp(BOB, 0xc0ffee00), ALICE))))
                    .isEqualTo(new Done());
        }
    }

    @Test
    void silenceIsToldAsSuch() throws Exception {
        scripted.behaving((fd, request, k) -> {});

        assertThat(perform(new DeleteSa(esp(BOB, 0xc0ffee00), ALICE)))
                .isEqualTo(new Failed(
                        0, "delete ESP c0ffee00 to 192.0.2.2: cannot wait any longer for the kernel's answer: EAGAIN"));
    }

    @Test
    void whatIsGoneAlreadyIsNoFailure() throws Exception {
        scripted.behaving((fd, request, k) -> k.refuse(
                fd, request, ScriptedPfkey.type(request) == PfkeyNumbers.MSG_DELETE ? Errno.ESRCH : Errno.ENOENT));

        assertThat(perform(new DeleteSa(esp(BOB, 0xc0ffee00), ALICE), new DeletePolicy(TO_BOB, Direction.OUTBOUND)))
                .isEqualTo(new Done());
    }

    @Test
    void inboundSaWhoseLarvalEntryIsGoneIsAdded() throws Exception {
        scripted.behaving((fd, request, k) -> {
            if (ScriptedPfkey.type(request) == PfkeyNumbers.MSG_UPDATE) {
                k.refuse(fd, request, Errno.ESRCH);
            } else {
                k.say(fd, request);
            }
        });

        assertThat(perform(new AddSa(PfkeySamples.inboundInUdp(32)))).isEqualTo(new Done());
        assertThat(scripted.sent().stream().map(ScriptedPfkey::type))
                .containsExactly(PfkeyNumbers.MSG_UPDATE, PfkeyNumbers.MSG_ADD);
    }

    @Test
    void answerToAnAcquireHasItsSequenceNumber() throws Exception {
        SecurityAssociation plain = PfkeySamples.outbound();
        SecurityAssociation answer = new SecurityAssociation(
                plain.id(),
                plain.source(),
                plain.direction(),
                plain.mode(),
                plain.reqid(),
                plain.algorithms(),
                plain.encryptionKey(),
                plain.integrityKey(),
                plain.encapsulation(),
                plain.replayWindow(),
                plain.selector(),
                Optional.of(77),
                plain.limits());

        assertThat(perform(new AddSa(answer))).isEqualTo(new Done());
        assertThat(scripted.sentWhole().stream().map(ScriptedPfkey::sequence)).containsExactly(77);
    }

    static Stream<Arguments> whatPfkeyCannotDo() {
        return Stream.of(
                Arguments.of(
                        new AddSa(PfkeySamples.outbound(
                                algorithms(TransformId.ENCR_AES_GCM_16, 128, TransformId.INTEG_NONE))),
                        "PF_KEY has no AES_GCM_16: write aes256-sha512, or kernel = netlink in daemon"),
                Arguments.of(
                        new AddSa(PfkeySamples.outbound(
                                algorithms(TransformId.ENCR_AES_CBC, 128, TransformId.INTEG_HMAC_SHA2_256_128))),
                        "Linux's PF_KEY cuts HMAC_SHA2_256_128 to 96 bits, which RFC 4868 does not know: write sha384 or"),
                Arguments.of(
                        new AddSa(PfkeySamples.outbound(
                                algorithms(TransformId.ENCR_AES_CBC, 128, TransformId.INTEG_AES_CMAC_96))),
                        "PF_KEY has no AES_CMAC_96: write sha384 or sha512"),
                Arguments.of(
                        new AddSa(PfkeySamples.outbound(
                                algorithms(TransformId.ENCR_AES_CBC, 128, TransformId.INTEG_NONE))),
                        "PF_KEY has no"),
                Arguments.of(
                        new AddSa(PfkeySamples.outbound(new cygnet.ike.ipsec.ChildAlgorithms(
                                TransformId.ENCR_AES_CBC, 128, TransformId.INTEG_HMAC_SHA2_512_256, true))),
                        "PF_KEY has no extended sequence numbers: write noesn"),
                Arguments.of(
                        new AddSa(PfkeySamples.inboundInUdp(64)),
                        "PF_KEY has no replay window of 64 packets: write replay_window = 32"),
                Arguments.of(
                        new AddSa(PfkeySamples.outbound(
                                IpsecProtocol.AH,
                                algorithms(TransformId.ENCR_NULL, 0, TransformId.INTEG_HMAC_SHA2_512_256),
                                Mode.TRANSPORT,
                                0,
                                SaLimits.NONE)),
                        "Linux's PF_KEY pads AH with HMAC_SHA2_512_256 wrongly over IPv4: write aesxcbc"),
                Arguments.of(
                        new AddSa(PfkeySamples.outbound(
                                IpsecProtocol.ESP,
                                algorithms(TransformId.ENCR_AES_CBC, 128, TransformId.INTEG_HMAC_SHA2_512_256),
                                Mode.TUNNEL,
                                0,
                                SaLimits.NONE)),
                        "over PF_KEY only transport mode is available"),
                Arguments.of(
                        new PutPolicy(new Policy(
                                new PolicySelector(IpNetwork.host(ALICE), IpNetwork.host(BOB), 1, 0, 0),
                                Direction.OUTBOUND,
                                1,
                                new Policy.Allow())),
                        "PF_KEY cannot say port, ICMP type or code 0: there it is any"),
                Arguments.of(
                        new PutPolicy(new Policy(
                                TO_BOB,
                                Direction.OUTBOUND,
                                1,
                                new Protect(IpsecProtocol.ESP, Mode.TUNNEL, REQID, true))),
                        "over PF_KEY only transport mode is available"));
    }

    @ParameterizedTest
    @MethodSource("whatPfkeyCannotDo")
    void whatPfkeyCannotDoIsRefusedWithWhatWouldDo(KernelCommand command, String cause) throws Exception {
        KernelResult result = perform(command);

        assertThat(result).isInstanceOf(Failed.class);
        assertThat(((Failed) result).cause()).contains(cause);
        assertThat(scripted.sent()).isEmpty();
    }

    @Test
    void reqidsThatAreTooLargeForPfkeyHaveStandInsAndComeBackAsTheyWere() throws Exception {
        List<Octets> policies = new ArrayList<>();
        scripted.behaving((fd, request, k) -> {
            switch (ScriptedPfkey.type(request)) {
                case PfkeyNumbers.MSG_SPDDUMP -> k.answerDump(fd, request, dump("spd-5"));
                case PfkeyNumbers.MSG_DUMP -> k.refuse(fd, request, Errno.ENOENT);
                default -> {
                    policies.add(request);
                    k.say(fd, request);
                }
            }
        });

        try (PfkeyKernel kernel = kernel()) {
            kernel.perform(List.of(
                    new PutPolicy(new Policy(TO_BOB, Direction.INBOUND, 9, protect(1))),
                    new PutPolicy(new Policy(TO_BOB, Direction.OUTBOUND, 2000, protect(REQID + 9))),
                    new PutPolicy(new Policy(TO_BOB, Direction.OUTBOUND, 2000, protect(REQID + 10)))));

            // 1, 0x1000 and 0x1001 stand in the messages, and the kernel told 0x1001.
            assertThat(policies).hasSize(3);
            assertThat(kernel.inventory().policies())
                    .singleElement()
                    .satisfies(p -> assertThat(p.policy())
                            .isEqualTo(new Policy(TO_BOB, Direction.OUTBOUND, 2000, protect(REQID + 10))));
        }
    }

    private static Protect protect(int reqid) {
        return new Protect(IpsecProtocol.ESP, Mode.TRANSPORT, reqid, true);
    }

    private static List<Octets> dump(String... names) {
        List<Octets> messages = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            messages.add(ScriptedPfkey.addressed(
                    PfkeyGolden.captured(names[i]), i == names.length - 1 ? 0 : i + 1, PfkeyGolden.SENDER));
        }
        return messages;
    }

    @Test
    void inventoryIsWhatTheKernelHolds() throws Exception {
        scripted.behaving((fd, request, k) -> k.answerDump(
                fd,
                request,
                ScriptedPfkey.type(request) == PfkeyNumbers.MSG_DUMP
                        ? dump("sad-0", "sad-1", "sad-2", "sad-3")
                        : dump("spd-0", "spd-1", "spd-2", "spd-3", "spd-4", "spd-5")));

        KernelInventory inventory;
        try (PfkeyKernel kernel = kernel()) {
            inventory = kernel.inventory();
        }

        assertThat(inventory.securityAssociations())
                .filteredOn(sa -> !sa.larval())
                .singleElement()
                .satisfies(sa -> {
                    assertThat(sa.id()).isEqualTo(esp(LOOPBACK, 0xc0ffee01));
                    assertThat(sa.source()).isEqualTo(LOOPBACK);
                    assertThat(sa.mode()).isEqualTo(Mode.TRANSPORT);
                });
        assertThat(inventory.securityAssociations())
                .filteredOn(InstalledSa::larval)
                .hasSize(1);
        PolicySelector mail = new PolicySelector(
                IpNetwork.host(AliceAndBob.ALICE_6), IpNetwork.host(AliceAndBob.BOB_6), 6, PolicySelector.ANY_PORT, 25);
        assertThat(inventory.heldFlows())
                .extracting(KernelInventory.HeldFlow::flow)
                .containsExactlyInAnyOrder(TO_BOB, mail);
        assertThat(inventory.policies()).extracting(p -> p.policy().selector()).contains(mail, mail.reversed());
        assertThat(inventory.policies()).hasSize(6);
        // "Use" has no reqid in the kernel; it belongs to the other direction's.
        assertThat(inventory.policies())
                .filteredOn(p -> p.policy().selector().equals(mail.reversed()))
                .extracting(InstalledPolicy::policy)
                .extracting(Policy::action)
                .singleElement()
                .satisfies(action -> {
                    assertThat(((Protect) action).required()).isFalse();
                    assertThat(((Protect) action).reqid()).isBetween(0x4359_0001, 0x4359_ffff);
                });
        assertThat(inventory.policies())
                .filteredOn(p -> p.policy().action() instanceof Policy.Block)
                .extracting(p -> p.policy().selector().source())
                .containsExactly(IpNetwork.parse("198.51.100.0/24"));
    }

    @Test
    void oneDumpTellsWhatEachSaHasCarried() throws Exception {
        scripted.behaving((fd, request, k) -> k.answerDump(fd, request, dump("sad-0", "sad-1", "sad-2", "sad-3")));

        try (PfkeyKernel kernel = kernel()) {
            Map<SaId, Usage> usages = kernel.usages();

            assertThat(usages).containsEntry(esp(LOOPBACK, 0xc0ffee01), new Usage(0, 0, -1));
            assertThat(scripted.sent()).hasSize(1);
        }
    }

    @Test
    void emptyKernelHasAnEmptyInventory() throws Exception {
        scripted.behaving((fd, request, k) -> k.refuse(fd, request, Errno.ENOENT));

        try (PfkeyKernel kernel = kernel()) {
            assertThat(kernel.inventory()).isEqualTo(new KernelInventory(List.of(), List.of(), List.of()));
        }
    }

    @Test
    void saCountsAsUsedWhenMorePacketsAreSeen() throws Exception {
        byte[] unused = PfkeyGolden.captured("sa-got").toByteArray();
        byte[] used = unused.clone();
        // The current lifetime's packets, behind the header, the SA and the two limits.
        used[16 + 16 + 64 + 4] = 5;
        byte[][] told = {unused};
        scripted.behaving((fd, request, k) -> k.answer(fd, request, Octets.of(told[0])));

        try (PfkeyKernel kernel = kernel()) {
            QuerySa query = new QuerySa(esp(BOB, 0xc0ffee00), ALICE);
            assertThat(kernel.perform(List.of(query))).isEqualTo(new Usage(0, 0, -1));
            told[0] = used;
            assertThat(kernel.perform(List.of(query))).isEqualTo(new Usage(0, 5, 0));
            now = now.plusSeconds(40);
            assertThat(kernel.perform(List.of(query))).isEqualTo(new Usage(0, 5, 40));
        }
    }

    @Test
    void portsOfAnSaChangeInPlace() throws Exception {
        scripted.behaving((fd, request, k) -> k.answer(
                fd,
                request,
                ScriptedPfkey.type(request) == PfkeyNumbers.MSG_GET ? PfkeyGolden.captured("sa-udp-got") : request));
        SecurityAssociation plain = PfkeySamples.outbound();
        SecurityAssociation moved = udp(plain, LOOPBACK, 61000);

        assertThat(perform(new MoveSa(moved.id(), moved))).isEqualTo(new Done());
        assertThat(scripted.sent().stream().map(ScriptedPfkey::type))
                .containsExactly(PfkeyNumbers.MSG_GET, PfkeyNumbers.MSG_UPDATE);
        // The last extension but one is the source port, in network order.
        byte[] update = scripted.sent().get(1).toByteArray();
        assertThat(update[update.length - 12] & 0xff).isEqualTo(61000 >> 8);
        assertThat(update[update.length - 11] & 0xff).isEqualTo(61000 & 0xff);
    }

    @Test
    void saIsNotMovedToOtherAddresses() throws Exception {
        answering("sa-udp-got");
        SecurityAssociation there = udp(PfkeySamples.outbound(), LOOPBACK, 4501);
        SecurityAssociation elsewhere = udp(PfkeySamples.outbound(), BOB, 4501);

        KernelResult result = perform(new MoveSa(there.id(), elsewhere));

        assertThat(((Failed) result).cause())
                .endsWith("PF_KEY cannot move an SA to other addresses: it takes a new one");
        assertThat(scripted.sent()).hasSize(1);
    }

    private static SecurityAssociation udp(SecurityAssociation sa, IpAddress source, int port) {
        return new SecurityAssociation(
                esp(LOOPBACK, 0xc0ffee01),
                source,
                sa.direction(),
                sa.mode(),
                REQID,
                sa.algorithms(),
                sa.encryptionKey(),
                sa.integrityKey(),
                Optional.of(new Encapsulation(port, 4500)),
                0,
                sa.selector(),
                Optional.empty(),
                SaLimits.NONE);
    }

    @Test
    void oneFailureDoesNotKeepTheOthersFromBeingTried() throws Exception {
        scripted.behaving((fd, request, k) -> {
            if (ScriptedPfkey.type(request) == PfkeyNumbers.MSG_SPDUPDATE) {
                k.refuse(fd, request, Errno.ENOMEM);
            } else {
                k.say(fd, request);
            }
        });
        try (PfkeyKernel kernel = kernel()) {
            List<KernelResult> results = kernel.performEach(List.of(
                    new DeletePolicy(TO_BOB, Direction.INBOUND),
                    new PutPolicy(new Policy(TO_BOB, Direction.INBOUND, 1, new Policy.Allow())),
                    new DeletePolicy(TO_BOB, Direction.OUTBOUND)));

            assertThat(results.get(0)).isEqualTo(new Done());
            assertThat(results.get(1)).isInstanceOf(Failed.class);
            assertThat(((Failed) results.get(1)).index()).isEqualTo(1);
            assertThat(results.get(2)).isEqualTo(new Done());
        }
    }

    @Test
    void commandWithAnAnswerMustBeTheLast() throws Exception {
        try (PfkeyKernel kernel = kernel()) {
            assertThatThrownBy(() -> kernel.perform(List.of(
                            new QuerySa(esp(BOB, 0xc0ffee00), ALICE), new DeleteSa(esp(BOB, 0xc0ffee00), ALICE))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void kernelWithoutPfkeyIsToldWithWhatItTakes() {
        scripted.without(Errno.EAFNOSUPPORT);

        assertThatThrownBy(() -> PfkeyKernel.open(scripted, InstantSource.system()))
                .isInstanceOf(KernelException.class)
                .hasMessage(
                        "cannot open a PF_KEY socket: EAFNOSUPPORT (the kernel has no PF_KEY: CONFIG_NET_KEY, module"
                                + " af_key; kernel = netlink needs none)");
    }
}
