package cygnet.ike.message;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.wire.MalformedException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What is written reads as what it was, whatever it is. The seed is printed; {@code -Dseed=N} runs one again.
 */
class RoundTripPropertyTest {
    private static final int RUNS = 2000;

    private final long seed = Long.getLong("seed", System.nanoTime());

    @Test
    void messagesInClear() throws Exception {
        System.out.println("seed of " + getClass().getSimpleName() + ": " + seed);
        RandomMessages messages = new RandomMessages(seed);
        for (int run = 0; run < RUNS; run++) {
            IkeMessage message = messages.next();
            RawMessage parsed = MessageCodec.parse(MessageCodec.encode(message));
            assertThat(parsed)
                    .as("message " + run + " of seed " + seed)
                    .isEqualTo(new RawMessage.Clear(message.header(), message));
        }
    }

    @Test
    void protectedMessagesWholeAndInFragments() {
        RandomMessages messages = new RandomMessages(seed);
        Random random = new Random(seed);
        MessageProtection initiator = Messages.initiator(Messages.cbc());
        MessageProtection responder = Messages.responder(Messages.cbc());
        for (int run = 0; run < RUNS; run++) {
            IkeMessage message = messages.next();
            if (!message.header().exchange().equals(ExchangeType.IKE_SA_INIT)) {
                Reassembly reassembly = new Reassembly(1000, 1_000_000);
                OpenOutcome outcome = new OpenOutcome.Incomplete();
                List<Octets> datagrams = initiator.seal(message, random.nextInt(4) * 500);
                for (Octets datagram : datagrams) {
                    assertThat(outcome).isInstanceOf(OpenOutcome.Incomplete.class);
                    outcome = open(datagram, responder, reassembly);
                }
                assertThat(outcome)
                        .as("message " + run + " of seed " + seed + " in " + datagrams.size())
                        .isInstanceOfSatisfying(OpenOutcome.Opened.class, opened -> {
                            assertThat(opened.message()).isEqualTo(message);
                            // RFC 9242 section 3.3.2: the same on both sides, "regardless of [...] fragmentation".
                            assertThat(opened.octets().authenticated())
                                    .isEqualTo(ContentOctets.of(message).authenticated());
                        });
            }
        }
    }

    private static OpenOutcome open(Octets datagram, MessageProtection protection, Reassembly reassembly) {
        try {
            RawMessage raw = MessageCodec.parse(datagram);
            return raw instanceof RawMessage.Protected whole
                    ? protection.open(whole)
                    : protection.openFragment((RawMessage.Fragment) raw, reassembly);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
