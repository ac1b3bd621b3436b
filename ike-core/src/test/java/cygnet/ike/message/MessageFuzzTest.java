package cygnet.ike.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import cygnet.crypto.Octets;
import cygnet.crypto.protection.Protection;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireWriter;

/**
 * Octets from anywhere: decoding either complains or gives a message, and that one is written and read again as the
 * same.
 */
class MessageFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void datagrams(byte[] data) throws MalformedException {
        RawMessage raw;
        try {
            raw = MessageCodec.parse(Octets.of(data));
        } catch (MalformedException expected) {
            assertThat(expected.getMessage()).isNotEmpty();
            return;
        }
        assertThat(raw.header().toString()).isNotEmpty();
        if (raw instanceof RawMessage.Clear clear) {
            assertThat(clear.message().toString()).isNotEmpty();
            assertThat(MessageCodec.parse(MessageCodec.encode(clear.message()))).isEqualTo(clear);
        } else if (raw instanceof RawMessage.Protected whole) {
            // Nobody has our keys: whatever this is, it is not authentic.
            assertThat(Messages.responder(Messages.gcm()).open(whole)).isInstanceOf(OpenOutcome.NotAuthentic.class);
        } else if (raw instanceof RawMessage.Fragment fragment) {
            Reassembly reassembly = new Reassembly();
            assertThat(Messages.responder(Messages.cbc()).openFragment(fragment, reassembly))
                    .isInstanceOf(OpenOutcome.NotAuthentic.class);
            assertThat(reassembly.isEmpty()).isTrue();
        }
    }

    /** The first octet is the type of the first payload, the second the exchange type; the rest is the content. */
    @FuzzTest(maxDuration = "20s")
    void contents(byte[] data) throws MalformedException {
        if (data.length < 2) {
            return;
        }
        Octets content = Octets.of(data).from(2);
        Octets datagram = seal(data[0] & 0xff, data[1] & 0xff, content);
        RawMessage raw;
        try {
            raw = MessageCodec.parse(datagram);
        } catch (MalformedException expected) {
            assertThat(data[1]).as("what is wrong outside").isEqualTo((byte) 34);
            return;
        }
        OpenOutcome outcome = Messages.responder(Messages.gcm()).open((RawMessage.Protected) raw);
        if (outcome instanceof OpenOutcome.Opened opened) {
            assertThat(opened.message().toString()).isNotEmpty();
            Octets again =
                    Messages.initiator(Messages.gcm()).seal(opened.message(), 0).get(0);
            OpenOutcome reopened =
                    Messages.responder(Messages.gcm()).open((RawMessage.Protected) MessageCodec.parse(again));
            // The octets may differ, in the reserved fields that a receiver has to ignore.
            assertThat(reopened)
                    .isInstanceOfSatisfying(
                            OpenOutcome.Opened.class,
                            o -> assertThat(o.message()).isEqualTo(opened.message()));
        } else {
            assertThat(outcome).isInstanceOf(OpenOutcome.MalformedContent.class);
        }
    }

    private static Octets seal(int firstPayload, int exchange, Octets content) {
        Protection protection = Messages.keyed(Messages.gcm(), 10);
        int skLength = 4 + protection.sealedLength(content.length());
        WireWriter out = new WireWriter();
        Messages.header(new ExchangeType(exchange), false, 1).encode(PayloadType.ENCRYPTED, out);
        out.uint8(firstPayload).zeros(1).uint16(skLength);
        IkeHeader.patchLength(out, IkeHeader.LENGTH + skLength);
        Octets front = out.toOctets();
        return Octets.concat(front, protection.seal(front, content, new TestRandom(1)));
    }
}
