package cygnet.kernel.xfrm;

import static cygnet.kernel.AliceAndBob.ALICE;
import static cygnet.kernel.AliceAndBob.BOB;
import static cygnet.kernel.AliceAndBob.REQID;
import static cygnet.kernel.AliceAndBob.esp;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.KernelCommand.MoveSa;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.KernelResult.Done;
import cygnet.ike.ipsec.KernelResult.Failed;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.SecurityAssociation.Encapsulation;
import cygnet.kernel.netlink.ScriptedKernel;
import cygnet.kernel.socket.Errno;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An SA that gets other addresses or ports, made from what a kernel has said about it. */
class SaMoveTest {
    private static final int NEWSA = 0x10;
    private static final int DELSA = 0x11;
    private static final int GETSA = 0x12;
    private static final int UPDSA = 0x1a;
    private static final int HEADER = 16;
    private static final IpAddress NEW = IpAddress.parse("192.0.2.77");

    private final ScriptedKernel scripted = new ScriptedKernel();
    private XfrmKernel kernel;

    @BeforeEach
    void open() throws Exception {
        kernel = XfrmKernel.open(scripted, InstantSource.system());
        answerWith(Golden.captured("sa-gcm-in-udp").payload());
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    private void answerWith(Octets sa) {
        scripted.behaving((request, peer) -> {
            if (request.type() == GETSA) {
                peer.say(NEWSA, 0, request.sequence(), sa);
            }
            peer.ack(request);
        });
    }

    /** From alice to bob, in UDP from port 4501 to 4500, as the kernel says. */
    private static SecurityAssociation there() {
        SecurityAssociation sa = Samples.outboundGcm();
        return sa.between(ALICE, BOB, Optional.of(new Encapsulation(4501, 4500)), REQID);
    }

    private KernelResult move(SecurityAssociation to) {
        return kernel.perform(List.of(new MoveSa(esp(BOB, 0xc0ffee00), to)));
    }

    private List<Integer> types() {
        return scripted.sent().stream()
                .map(message -> message.at(4) | message.at(5) << 8)
                .toList();
    }

    @Test
    void portsAreChangedInPlace() {
        SecurityAssociation to =
                there().between(ALICE, BOB, Optional.of(new Encapsulation(4501, 40001)), kernelsReqid());

        assertThat(move(to)).isEqualTo(new Done());

        assertThat(types()).containsExactly(GETSA, UPDSA);
        String update = scripted.sent().get(1).toHex();
        assertThat(update).contains("020011959c41").doesNotContain("020011951194");
        assertThat(update).contains(keyOf(Golden.captured("sa-gcm-in-udp").payload()));
    }

    @Test
    void whereItsNameStaysTheOldOneGoesFirst() {
        assertThat(move(there().between(NEW, BOB, Optional.empty(), kernelsReqid())))
                .isEqualTo(new Done());

        assertThat(types()).containsExactly(GETSA, DELSA, NEWSA);
    }

    @Test
    void whereItsNameChangesTheNewOneComesFirst() {
        assertThat(move(there().between(ALICE, NEW, Optional.empty(), kernelsReqid())))
                .isEqualTo(new Done());

        assertThat(types()).containsExactly(GETSA, NEWSA, DELSA);
        Octets added = scripted.sent().get(1);
        // The selector's destination, and the SA's own.
        assertThat(added.slice(HEADER, HEADER + 4).toHex()).isEqualTo("c000024d");
        assertThat(added.slice(HEADER + 56, HEADER + 60).toHex()).isEqualTo("c000024d");
        assertThat(added.toHex()).doesNotContain("020011951194");
    }

    /** No sequence number, and with it no nonce of GCM, is used twice: those used meanwhile are skipped. */
    @Test
    void aCopiedOutboundSaSkipsSequenceNumbers() {
        move(there().between(ALICE, NEW, Optional.empty(), kernelsReqid()));

        // XFRMA_REPLAY_VAL: the outbound number first, 65536 more than the 0 that the kernel told.
        assertThat(scripted.sent().get(1).toHex()).contains("10000a00" + "000001000000000000000000");
    }

    @Test
    void keysAreWipedFromEveryBuffer() {
        move(there().between(ALICE, NEW, Optional.empty(), kernelsReqid()));

        assertThat(scripted.buffers()).isNotEmpty().allSatisfy(InventoryTest::assertAllZero);
    }

    /** Under lockdown the kernel tells zeros: better no SA than one with a key of zeros. */
    @Test
    void keysThatTheKernelHidesAreAFailure() {
        String hidden = Golden.captured("sa-gcm-in-udp").payload().toHex();
        String key = keyOf(Octets.ofHex(hidden));
        answerWith(Octets.ofHex(hidden.replace(key, "00".repeat(key.length() / 2))));

        KernelResult result = move(there().between(ALICE, NEW, Optional.empty(), kernelsReqid()));

        assertThat(result).isInstanceOf(Failed.class);
        assertThat(((Failed) result).cause())
                .isEqualTo("move ESP c0ffee00 to 192.0.2.2 to 192.0.2.1 > 192.0.2.77: the kernel does not tell keys"
                        + " (lockdown)");
        assertThat(types()).containsExactly(GETSA);
    }

    @Test
    void anSaThatIsGoneCannotMove() {
        scripted.behaving((request, peer) -> peer.refuse(request, Errno.ESRCH, ""));

        KernelResult result = move(there().between(ALICE, NEW, Optional.empty(), kernelsReqid()));

        assertThat(((Failed) result).cause()).endsWith("ESRCH (there is no such SA)");
    }

    private static int kernelsReqid() {
        Octets sa = Golden.captured("sa-gcm-in-udp").payload();
        return sa.at(208) | sa.at(209) << 8 | sa.at(210) << 16 | sa.at(211) << 24;
    }

    /** The key and salt at the end of XFRMA_ALG_AEAD. */
    private static String keyOf(Octets sa) {
        return sa.slice(224 + 4 + 72, 224 + 96).toHex();
    }
}
