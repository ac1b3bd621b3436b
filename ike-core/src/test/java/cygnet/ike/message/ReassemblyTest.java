package cygnet.ike.message;

import static cygnet.ike.message.Messages.gcm;
import static cygnet.ike.message.Messages.header;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.payload.VendorIdPayload;
import cygnet.ike.registry.ExchangeType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Fragments as they arrive: out of order, twice, forged, cut again, too many (RFC 7383 section 2.6). */
class ReassemblyTest {
    private static final int OVERHEAD = 28 + 8 + 8 + 1 + 16;

    private final MessageProtection initiator = Messages.initiator(gcm());
    private final MessageProtection responder = Messages.responder(gcm());
    private final Reassembly reassembly = new Reassembly();

    @DisplayName("R98 fragments come together in any order, with repetitions")
    @RepeatedTest(20)
    void anyOrder(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Octets> fragments = new ArrayList<>(fragments(1, 1000, 60));
        Collections.shuffle(fragments, random);
        for (int i = 0; i < fragments.size() - 1; i++) {
            assertThat(receive(fragments.get(i))).isEqualTo("Incomplete");
            assertThat(receive(fragments.get(random.nextInt(i + 1)))).startsWith("NotAuthentic - duplicate");
        }
        assertThat(receive(fragments.get(fragments.size() - 1))).isEqualTo("Opened");
        assertThat(reassembly.isEmpty()).isTrue();
    }

    @DisplayName("R98 a forged fragment is dropped and the true one still taken")
    @Test
    void forgedFragments() {
        List<Octets> fragments = fragments(1, 200, 100);
        for (Octets fragment : fragments.subList(0, 2)) {
            byte[] forged = fragment.toByteArray();
            forged[forged.length - 1] ^= 1;
            assertThat(receive(Octets.owning(forged))).isEqualTo("NotAuthentic - the ICV is wrong");
            assertThat(receive(fragment)).isEqualTo("Incomplete");
        }
        assertThat(receive(fragments.get(2))).isEqualTo("Opened");
    }

    @DisplayName("R98 number and Total are authentic too: a fragment cannot be moved")
    @Test
    void movedFragments() {
        byte[] moved = fragments(1, 200, 100).get(0).toByteArray();
        moved[33] = 2;
        assertThat(receive(Octets.owning(moved))).isEqualTo("NotAuthentic - the ICV is wrong");
        moved[33] = 1;
        moved[35] = 50;
        assertThat(receive(Octets.owning(moved))).isEqualTo("NotAuthentic - the ICV is wrong");
    }

    @DisplayName("R98 a forged fragment of a newer set or another message displaces nothing")
    @Test
    void forgedDisplacement() {
        List<Octets> fragments = fragments(1, 200, 100);
        receive(fragments.get(0));
        byte[] larger = fragments.get(1).toByteArray();
        larger[35] = 60;
        assertThat(receive(Octets.owning(larger))).startsWith("NotAuthentic");
        byte[] other = fragments.get(1).toByteArray();
        other[23] = 9;
        assertThat(receive(Octets.owning(other))).startsWith("NotAuthentic");
        assertThat(receive(fragments.get(1))).isEqualTo("Incomplete");
        assertThat(receive(fragments.get(2))).isEqualTo("Opened");
    }

    @DisplayName("R98 a larger Total starts over, a smaller one is ignored")
    @Test
    void newerSets() {
        List<Octets> coarse = fragments(1, 400, 200);
        List<Octets> fine = fragments(1, 400, 100);
        assertThat(receive(coarse.get(0))).isEqualTo("Incomplete");
        assertThat(receive(fine.get(1))).isEqualTo("Incomplete");
        assertThat(receive(coarse.get(1))).isEqualTo("NotAuthentic - fragment of an older set: 3 instead of 5");
        assertThat(receive(fine.get(0))).isEqualTo("Incomplete");
        assertThat(receive(fine.get(2))).isEqualTo("Incomplete");
        assertThat(receive(fine.get(3))).isEqualTo("Incomplete");
        assertThat(receive(fine.get(4))).isEqualTo("Opened");
    }

    @DisplayName("R98 another message displaces an unfinished one")
    @Test
    void otherMessages() {
        List<Octets> first = fragments(1, 200, 100);
        List<Octets> second = fragments(2, 200, 100);
        receive(first.get(0));
        receive(first.get(1));
        assertThat(receive(second.get(2))).isEqualTo("Incomplete");
        assertThat(receive(first.get(2))).isEqualTo("Incomplete");
        assertThat(receive(first.get(0))).isEqualTo("Incomplete");
        assertThat(receive(first.get(1))).isEqualTo("Opened");
    }

    @DisplayName("R98 more fragments than the limit are refused before any work")
    @Test
    void tooManyFragments() {
        List<Octets> fragments = fragments(1, 64 * 10 - 4, 10);
        assertThat(fragments).hasSize(64);
        for (Octets fragment : fragments.subList(0, 63)) {
            assertThat(receive(fragment)).isEqualTo("Incomplete");
        }
        assertThat(receive(fragments.get(63))).isEqualTo("Opened");
        for (Octets fragment : fragments(1, 64 * 10, 10)) {
            assertThat(receive(fragment)).isEqualTo("NotAuthentic - a message of 65 fragments");
        }
        assertThat(reassembly.isEmpty()).isTrue();
    }

    @DisplayName("R98 more octets than the limit are refused before any work (CVE-2025-9242: an ID of 64 KB)")
    @Test
    void tooManyOctets() {
        List<Octets> fragments = fragments(1, 65_000, 1200);
        assertThat(fragments.size()).isLessThan(64);
        long refused = fragments.stream()
                .map(this::receive)
                .filter("NotAuthentic - fragments of more than 65536 octets"::equals)
                .count();
        assertThat(refused).isEqualTo(1);
        assertThat(reassembly.isEmpty()).isFalse();
        reassembly.reset();
        assertThat(reassembly.isEmpty()).isTrue();
    }

    @DisplayName("R98 limits may be lower, for those who are not authenticated yet")
    @Test
    void lowerLimits() {
        Reassembly small = new Reassembly(2, 300);
        assertThat(fragments(1, 200, 100))
                .allSatisfy(fragment -> assertThat(Opening.of(fragment, responder, small))
                        .isEqualTo("NotAuthentic - a message of 3 fragments"));
        List<Octets> two = fragments(1, 300, 200);
        assertThat(Opening.of(two.get(0), responder, small)).isEqualTo("Incomplete");
        assertThat(Opening.of(two.get(1), responder, small))
                .isEqualTo("NotAuthentic - fragments of more than 300 octets");
    }

    @DisplayName("R99 a message in one piece is legal while its fragments are on the way")
    @Test
    void wholeMessageInBetween() {
        List<Octets> fragments = fragments(1, 200, 100);
        receive(fragments.get(0));
        assertThat(receive(initiator.seal(message(1, 200), 0).get(0))).isEqualTo("Opened");
        receive(fragments.get(1));
        assertThat(receive(fragments.get(2))).isEqualTo("Opened");
    }

    @DisplayName("R97 one fragment may be all; its first payload is the message's")
    @Test
    void oneOfOne() {
        List<Octets> fragments = fragments(1, 20, 24);
        assertThat(fragments).hasSize(1);
        assertThat(receive(fragments.get(0))).isEqualTo("Opened");
    }

    @DisplayName("R17 fragments whose content together is malformed are the peer's mistake")
    @Test
    void malformedWhole() {
        // Fragments of two cuts with the same Total do not fit together; nobody honest sends them.
        List<Octets> one = fragments(1, 200, 100);
        List<Octets> other = fragments(1, 200, 90);
        receive(one.get(0));
        receive(other.get(1));
        assertThat(receive(one.get(2))).startsWith("MalformedContent - ");
    }

    private List<Octets> fragments(int messageId, int content, int chunk) {
        List<Octets> datagrams = initiator.seal(message(messageId, content), OVERHEAD + chunk);
        // What fits one datagram is not fragmented by us; a peer may do so.
        return datagrams.size() > 1 ? datagrams : List.of(FragmentOfOne.of(message(messageId, content)));
    }

    private static IkeMessage message(int messageId, int content) {
        return new IkeMessage(
                header(ExchangeType.IKE_AUTH, false, messageId),
                List.of(new VendorIdPayload(new TestRandom(messageId).octets(content))));
    }

    private String receive(Octets datagram) {
        return Opening.of(datagram, responder, reassembly);
    }
}
