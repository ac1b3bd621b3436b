package cygnet.ike.engine;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.Question;

/** What the engine wants done. */
public sealed interface Output {
    /** Send a datagram from exactly this local address and port; the edge adds the non-ESP marker on the NAT port. */
    record Transmit(Endpoint local, Endpoint remote, Octets octets) implements Output {}

    /** Send a NAT-keepalive, one octet 0xFF without a non-ESP marker (RFC 3948 section 2.3), from the NAT port. */
    record Keepalive(Endpoint local, Endpoint remote) implements Output {}

    /** Find something out, or do it, and come back with an {@link Input.Answer}. */
    record Ask<A>(Token<A> token, Question<A> question) implements Output {
        /** The input that answers this. */
        public Input.Answer<A> answer(A answer) {
            return new Input.Answer<>(token, answer);
        }
    }

    /** Something that an operator may want to know. */
    record Report(IkeEvent event) implements Output {}

    /** Whatever {@link Input.Introduce} asked for is in the kernel, or was refused. */
    record Introduced(long ticket) implements Output {}

    /** Everything that {@link Input.Shutdown} asked for is done. */
    record Stopped() implements Output {}

    /**
     * Names a question that is open.
     *
     * @param <A> ties the answer to the question, so that the compiler refuses any other
     */
    @SuppressWarnings("UnusedTypeParameter") // Its use is in the types of Ask and Answer.
    record Token<A>(long number) {}
}
