package cygnet.ike.message;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.ike.address.IpAddress;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.payload.IdPayload;
import cygnet.ike.payload.SaPayload;
import cygnet.ike.payload.TsPayload;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations of strongSwan with itself: what it says it sent is what we read, and we would write it the same. */
class StrongswanCaptureTest {
    private static final RandomSource RANDOM = new TestRandom(1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "strongswan-aes-gcm.txt",
                "strongswan-aes-cbc-fragments.txt",
                "strongswan-aes-cbc-sha512.txt",
                "strongswan-chacha20-fragments.txt"
            })
    void everyMessageIsWhatItsSenderSays(String capture) throws Exception {
        int messages = 0;
        for (Capture.Sa sa : Capture.of(capture)) {
            for (Capture.Message message : sa.messages()) {
                assertThat(open(sa, message)).hasToString(message.summary());
                messages++;
            }
        }
        assertThat(messages).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"strongswan-aes-gcm.txt", "strongswan-aes-cbc-sha512.txt"})
    void messagesInClearEncodeToTheSameOctets(String capture) throws Exception {
        for (Capture.Message message : Capture.of(capture).get(0).messages().subList(0, 2)) {
            Octets datagram = message.datagrams().get(0);
            RawMessage.Clear clear = (RawMessage.Clear) MessageCodec.parse(datagram);
            assertThat(MessageCodec.encode(clear.message())).isEqualTo(datagram);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"strongswan-aes-gcm.txt", "strongswan-aes-cbc-sha512.txt"})
    void contentsOfProtectedMessagesEncodeToTheSameLength(String capture) throws Exception {
        Capture.Sa sa = Capture.of(capture).get(0);
        for (Capture.Message message : sa.messages().subList(2, 8)) {
            IkeMessage opened = open(sa, message);
            List<Octets> sealed = sa.atInitiator(RANDOM).seal(opened, 0);
            assertThat(sealed).hasSize(1);
            assertThat(sealed.get(0).length())
                    .isEqualTo(message.datagrams().get(0).length());
            assertThat(sealed.get(0).first(32))
                    .isEqualTo(message.datagrams().get(0).first(32));
        }
    }

    @Test
    void fragmentsOfTheSameSizeAreCutInTheSamePlaces() throws Exception {
        Capture.Sa sa = Capture.of("strongswan-aes-cbc-fragments.txt").get(0);
        Capture.Message auth = sa.messages().get(2);
        // strongSwan's size counts the IP and UDP headers and the non-ESP marker.
        List<Octets> ours = sa.atInitiator(RANDOM).seal(open(sa, auth), 200 - 20 - 8 - 4);
        assertThat(ours).hasSameSizeAs(auth.datagrams());
        for (int i = 0; i < ours.size(); i++) {
            int length = IkeHeader.LENGTH + 8;
            assertThat(ours.get(i).first(length))
                    .isEqualTo(auth.datagrams().get(i).first(length));
        }
    }

    @Test
    void theAuthRequestSaysWhatWasConfigured() throws Exception {
        Capture.Sa sa = Capture.of("strongswan-aes-gcm.txt").get(0);
        IkeMessage request = open(sa, sa.messages().get(2));
        assertThat(request.all(IdPayload.class))
                .extracting(IdPayload::id)
                .containsExactly(Identification.fqdn("alice.example.test"), Identification.fqdn("bob.example.test"));
        assertThat(request.all(TsPayload.class))
                .extracting(TsPayload::selectors)
                .containsExactly(
                        List.of(TrafficSelector.host(IpAddress.parse("192.0.2.1"))),
                        List.of(TrafficSelector.host(IpAddress.parse("192.0.2.2"))));
        List<Proposal> offer = request.first(SaPayload.class).orElseThrow().proposals();
        assertThat(offer.get(0).transform(TransformType.ENCR)).contains(Transform.of(TransformId.ENCR_AES_GCM_16, 256));
        assertThat(offer.get(0).transforms(TransformType.SN))
                .containsExactly(Transform.of(TransformId.SN_64_BIT), Transform.of(TransformId.SN_32_BIT));
        assertThat(offer.get(1).spi().length()).isEqualTo(4);
    }

    @Test
    void oneChangedBitAnywhereIsNoticed() throws Exception {
        Capture.Sa sa = Capture.of("strongswan-aes-gcm.txt").get(0);
        Octets datagram = sa.messages().get(2).datagrams().get(0);
        MessageProtection responder = sa.atResponder(RANDOM);
        for (int bit = 0; bit < datagram.length() * 8; bit++) {
            byte[] changed = datagram.toByteArray();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Opening.of(Octets.owning(changed), responder, new Reassembly()))
                    .as("bit " + bit)
                    .doesNotContain("Opened");
        }
    }

    private static IkeMessage open(Capture.Sa sa, Capture.Message message) throws Exception {
        IkeMessage result = null;
        Reassembly reassembly = new Reassembly();
        for (Octets datagram : message.datagrams()) {
            assertThat(result).as("complete before the last fragment").isNull();
            RawMessage raw = MessageCodec.parse(datagram);
            if (raw instanceof RawMessage.Clear clear) {
                result = clear.message();
            } else {
                MessageProtection protection =
                        raw.header().fromOriginalInitiator() ? sa.atResponder(RANDOM) : sa.atInitiator(RANDOM);
                OpenOutcome outcome = raw instanceof RawMessage.Protected whole
                        ? protection.open(whole)
                        : protection.openFragment((RawMessage.Fragment) raw, reassembly);
                if (outcome instanceof OpenOutcome.Opened opened) {
                    result = opened.message();
                } else {
                    assertThat(outcome).isInstanceOf(OpenOutcome.Incomplete.class);
                }
            }
        }
        return result;
    }
}
