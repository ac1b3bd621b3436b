package cygnet.kernel.xfrm;

import static cygnet.kernel.AliceAndBob.ALICE;
import static cygnet.kernel.AliceAndBob.ALICE_6;
import static cygnet.kernel.AliceAndBob.BOB;
import static cygnet.kernel.AliceAndBob.BOB_6;
import static cygnet.kernel.AliceAndBob.REQID;
import static cygnet.kernel.AliceAndBob.TO_BOB;
import static cygnet.kernel.AliceAndBob.esp;
import static cygnet.kernel.AliceAndBob.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.ChildAlgorithms;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelCommand.AddSa;
import cygnet.ike.ipsec.KernelCommand.AllocateSpi;
import cygnet.ike.ipsec.KernelCommand.DeletePolicy;
import cygnet.ike.ipsec.KernelCommand.DeleteSa;
import cygnet.ike.ipsec.KernelCommand.PutPolicy;
import cygnet.ike.ipsec.KernelCommand.QuerySa;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.KernelResult.Done;
import cygnet.ike.ipsec.KernelResult.Failed;
import cygnet.ike.ipsec.KernelResult.SpiAllocated;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.kernel.netlink.ScriptedKernel;
import cygnet.kernel.socket.Errno;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class XfrmKernelTest {
    private static final int NEWSA = 0x10;
    private static final int DELSA = 0x11;
    private static final int UPDSA = 0x1a;

    private static final DeleteSa DELETE = new DeleteSa(esp(BOB, 0xc0ffee00), ALICE);
    private static final AllocateSpi ALLOCATE = new AllocateSpi(BOB, ALICE, IpsecProtocol.ESP);
    private static final PutPolicy PUT =
            new PutPolicy(new Policy(TO_BOB, Direction.OUTBOUND, 2000, new Policy.Allow()));

    private final ScriptedKernel scripted = new ScriptedKernel();
    private XfrmKernel kernel;

    @BeforeEach
    void open() throws Exception {
        kernel = XfrmKernel.open(scripted, InstantSource.system());
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    private KernelResult perform(KernelCommand... commands) {
        return kernel.perform(List.of(commands));
    }

    private List<Integer> sentTypes() {
        return scripted.sent().stream()
                .map(message -> message.at(4) | message.at(5) << 8)
                .toList();
    }

    @Test
    void allocatedSpiIsTheAnswerOfASeries() {
        scripted.behaving((request, peer) -> {
            if (request.type() == 0x16) {
                peer.say(
                        NEWSA,
                        0,
                        request.sequence(),
                        Golden.captured("sa-larval").payload());
            }
            peer.ack(request);
        });

        assertThat(perform(PUT, ALLOCATE)).isEqualTo(new SpiAllocated(new Spi(0xcd8deee6)));
    }

    @Test
    void nothingToDoIsDone() {
        assertThat(perform()).isEqualTo(new Done());
        assertThat(scripted.sendCalls()).isZero();
    }

    @Test
    void commandWithAnAnswerMustBeLast() {
        assertThatThrownBy(() -> perform(ALLOCATE, PUT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allocate an SPI for ESP from 192.0.2.2 to 192.0.2.1");
        assertThatThrownBy(() -> perform(new QuerySa(esp(BOB, 0xc0ffee00), ALICE), PUT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(scripted.sendCalls()).isZero();
    }

    @Test
    void firstFailureEndsASeries() {
        scripted.behaving((request, peer) -> {
            if (request.sequence() == 2) {
                peer.refuse(request, Errno.EINVAL, "Invalid prefix length");
            } else {
                peer.ack(request);
            }
        });

        assertThat(perform(PUT, PUT, DELETE))
                .isEqualTo(new Failed(
                        1,
                        "put policy OUTBOUND 192.0.2.1/32 === 192.0.2.2/32 Allow[] priority 2000:"
                                + " EINVAL (Invalid prefix length)"));
        assertThat(scripted.sent()).hasSize(2);
    }

    @Test
    void deletingWhatIsGoneAlreadyIsNoFailure() {
        scripted.behaving(
                (request, peer) -> peer.refuse(request, request.type() == DELSA ? Errno.ESRCH : Errno.ENOENT, ""));

        assertThat(perform(DELETE, new DeletePolicy(TO_BOB, Direction.OUTBOUND)))
                .isEqualTo(new Done());
    }

    @Test
    void inboundSaIsAddedAnewIfItsLarvalOneIsGone() {
        scripted.behaving((request, peer) -> {
            if (request.type() == UPDSA) {
                peer.refuse(request, Errno.ESRCH, "");
            } else {
                peer.ack(request);
            }
        });

        assertThat(perform(new AddSa(Samples.inboundCbcWithEsnInUdp()))).isEqualTo(new Done());
        assertThat(sentTypes()).containsExactly(UPDSA, NEWSA);
    }

    @Test
    void outboundSaReplacesNothing() {
        assertThat(perform(new AddSa(Samples.outboundGcm()))).isEqualTo(new Done());
        assertThat(sentTypes()).containsExactly(NEWSA);
    }

    @Test
    void keysAreWipedFromTheSendBuffer() {
        perform(new AddSa(Samples.outboundGcm()));

        assertThat(scripted.sent().get(0).toHex()).contains(key(0, 20).reveal().toHex());
        assertThat(scripted.buffers()).isNotEmpty().allSatisfy(InventoryTest::assertAllZero);
    }

    @Test
    void messageThatCouldNotBeFinishedIsNeverSent() {
        Secret closed = key(0, 48);
        closed.close();
        ChildAlgorithms algorithms =
                new ChildAlgorithms(TransformId.ENCR_AES_CBC, 128, TransformId.INTEG_HMAC_SHA2_384_192, false);
        AddSa withClosedKey = new AddSa(Samples.outbound(algorithms, key(0, 16), closed));
        assertThatThrownBy(() -> perform(withClosedKey)).isInstanceOf(IllegalStateException.class);

        perform(DELETE);

        assertThat(scripted.sent()).hasSize(1);
        assertThat(scripted.sent().get(0).length()).isEqualTo(40);
    }

    static Stream<Arguments> refusals() {
        AddSa add = new AddSa(Samples.outboundGcm());
        AddSa addIpv6 = new AddSa(Samples.inboundCbcWithEsnInUdp());
        return Stream.of(
                Arguments.of(
                        add,
                        Errno.ENOSYS,
                        "Requested AEAD algorithm not found",
                        "add ESP c0ffee00 to 192.0.2.2: ENOSYS (Requested AEAD algorithm not found;"
                                + " the kernel has no ESP (CONFIG_INET_ESP), or not the algorithms AES_GCM_16_128)"),
                Arguments.of(
                        addIpv6,
                        Errno.EPROTONOSUPPORT,
                        "",
                        "add ESP cafe0001 to 2001:db8::1: EPROTONOSUPPORT"
                                + " (the kernel has no ESP (CONFIG_INET6_ESP))"),
                Arguments.of(
                        addIpv6,
                        Errno.ENOENT,
                        "",
                        "add ESP cafe0001 to 2001:db8::1: ENOENT (the kernel lacks a part of the algorithms"
                                + " AES_CBC_256/HMAC_SHA2_384_192/ESN)"),
                Arguments.of(
                        add,
                        Errno.EEXIST,
                        "",
                        "add ESP c0ffee00 to 192.0.2.2: EEXIST (there is an SA with this SPI already)"),
                Arguments.of(
                        DELETE, Errno.EPERM, "", "delete ESP c0ffee00 to 192.0.2.2: EPERM (this takes CAP_NET_ADMIN)"),
                Arguments.of(
                        ALLOCATE,
                        Errno.ENOENT,
                        "",
                        "allocate an SPI for ESP from 192.0.2.2 to 192.0.2.1: ENOENT (no SPI is free)"),
                Arguments.of(
                        new DeletePolicy(TO_BOB, Direction.OUTBOUND),
                        Errno.ENOMEM,
                        "",
                        "delete policy OUTBOUND 192.0.2.1/32 === 192.0.2.2/32: ENOMEM"
                                + " (the kernel is short of memory)"),
                Arguments.of(DELETE, Errno.EBUSY, "", "delete ESP c0ffee00 to 192.0.2.2: EBUSY"));
    }

    @ParameterizedTest(name = "{3}")
    @MethodSource("refusals")
    void refusalsAreExplained(KernelCommand command, Errno errno, String explanation, String cause) {
        scripted.behaving((request, peer) -> peer.refuse(request, errno, explanation));

        assertThat(perform(command)).isEqualTo(new Failed(0, cause));
    }

    @Test
    void silenceOfTheKernelIsAFailure() {
        scripted.behaving((request, peer) -> {});

        assertThat(perform(DELETE))
                .isEqualTo(new Failed(
                        0, "delete ESP c0ffee00 to 192.0.2.2: cannot wait any longer for the kernel's answer: EAGAIN"));
    }

    @Test
    void lateAnswerToAnEarlierRequestIsPassedOver() {
        scripted.behaving((request, peer) -> {});
        perform(DELETE);
        scripted.behaving((request, peer) -> {
            peer.say(2, 0x100, 1, Octets.concat(ScriptedKernel.nativeInt(0), Octets.of(new byte[16])));
            peer.refuse(request, Errno.EBUSY, "");
        });

        assertThat(perform(DELETE)).isInstanceOf(Failed.class);
    }

    static Stream<Arguments> impossibleSas() {
        TransformId tripleDes = new TransformId(TransformType.ENCR, 3);
        return Stream.of(
                Arguments.of(
                        new ChildAlgorithms(TransformId.ENCR_AES_GCM_16, 256, TransformId.INTEG_NONE, false),
                        "AES_GCM_16 takes a key of 36 octets, not 16"),
                Arguments.of(
                        new ChildAlgorithms(TransformId.ENCR_AES_CBC, 128, TransformId.INTEG_HMAC_SHA2_512_256, false),
                        "HMAC_SHA2_512_256 takes a key of 64 octets, not 32"),
                Arguments.of(
                        new ChildAlgorithms(TransformId.ENCR_AES_CBC, 128, TransformId.INTEG_NONE, false),
                        "no kernel MAC known for NONE"),
                Arguments.of(
                        new ChildAlgorithms(tripleDes, 128, TransformId.INTEG_HMAC_SHA2_256_128, false),
                        "no kernel cipher known for 3DES"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("impossibleSas")
    void saThatTheKernelCouldNotUnderstandIsNotSent(ChildAlgorithms algorithms, String complaint) {
        AddSa add = new AddSa(Samples.outbound(algorithms, key(0, 16), key(0, 32)));

        assertThat(perform(add)).isEqualTo(new Failed(0, "add ESP c0ffee00 to 192.0.2.2: " + complaint));
        assertThat(scripted.sendCalls()).isZero();
    }

    private static PutPolicy tunnelBetweenNetworks() {
        PolicySelector networks =
                PolicySelector.between(IpNetwork.parse("192.0.2.0/28"), IpNetwork.parse("192.0.2.16/28"));
        return new PutPolicy(new Policy(
                networks, Direction.OUTBOUND, 1, new Policy.Protect(IpsecProtocol.ESP, Mode.TUNNEL, REQID, true)));
    }

    @Test
    void tunnelBetweenNetworksIsRefusedForWantOfEndpoints() {
        assertThat(perform(tunnelBetweenNetworks()))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.cause()).contains("needs endpoints"));
        assertThat(scripted.sendCalls()).isZero();
    }

    @Test
    void independentCommandsShareSystemCalls() {
        List<KernelCommand> commands = Collections.nCopies(130, DELETE);

        assertThat(kernel.performEach(commands)).hasSize(130).containsOnly(new Done());
        assertThat(scripted.sent()).hasSize(130);
        assertThat(scripted.sendCalls()).isEqualTo(3);
    }

    @Test
    void oneFailureDoesNotKeepTheOthersFromBeingTried() {
        scripted.behaving((request, peer) -> {
            if (request.type() == 0x16) {
                peer.say(
                        NEWSA,
                        0,
                        request.sequence(),
                        Golden.captured("sa-larval").payload());
                peer.ack(request);
            } else if (request.sequence() == 2) {
                peer.refuse(request, Errno.EINVAL, "");
            } else {
                peer.ack(request);
            }
        });

        List<KernelResult> results = kernel.performEach(List.of(PUT, PUT, tunnelBetweenNetworks(), ALLOCATE, DELETE));

        assertThat(results).hasSize(5);
        assertThat(IntStream.range(0, 5).filter(i -> results.get(i) instanceof Failed failed && failed.index() == i))
                .containsExactly(1, 2);
        assertThat(results.get(3)).isInstanceOf(SpiAllocated.class);
        assertThat(results.get(4)).isEqualTo(new Done());
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void extendedSequenceNumbersWantAWindowInBothDirections(Direction direction) {
        ChildAlgorithms esn = new ChildAlgorithms(TransformId.ENCR_AES_GCM_16, 128, TransformId.INTEG_NONE, true);
        var outbound = Samples.outbound(esn, key(0, 20), key(0, 0));
        var sa = new cygnet.ike.ipsec.SecurityAssociation(
                outbound.id(),
                outbound.source(),
                direction,
                outbound.mode(),
                REQID,
                esn,
                outbound.encryptionKey(),
                outbound.integrityKey(),
                outbound.encapsulation(),
                direction == Direction.INBOUND ? 64 : 0,
                outbound.selector(),
                outbound.acquireSequence(),
                outbound.limits());

        perform(new AddSa(sa));

        String words = direction == Direction.INBOUND ? "02000000" : "01000000";
        String window = direction == Direction.INBOUND ? "40000000" : "01000000";
        assertThat(scripted.sent().get(0).toHex()).contains("1700" + words + "00".repeat(16) + window);
    }

    @Test
    void addressesOfBothFamiliesAreNamedInFailures() {
        scripted.behaving((request, peer) -> peer.refuse(request, Errno.EINVAL, ""));

        assertThat(perform(new AllocateSpi(BOB_6, ALICE_6, IpsecProtocol.AH)))
                .isEqualTo(new Failed(0, "allocate an SPI for AH from 2001:db8::2 to 2001:db8::1: EINVAL"));
    }
}
