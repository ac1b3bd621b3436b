package cygnet.dns.resolver;

import com.code_intelligence.jazzer.junit.FuzzTest;
import cygnet.crypto.Octets;
import cygnet.dns.AddressAnswer;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.Arrays;

/** Whatever a client or an upstream sends is forwarded, answered with an error, or ignored. */
class QueryFuzzTest {
    @FuzzTest
    void anyOctetsAreAQueryOrRefused(byte[] octets) {
        Query.Reception reception = Query.receive(octets.clone());
        if (reception.answer() != null && Wire.id(reception.answer()) != Wire.id(octets)) {
            throw new AssertionError("an answer to somebody else");
        }
        Query query = reception.query();
        if (query == null) {
            return;
        }
        query.name();
        if (!Arrays.equals(query.withId(query.id()), octets)) {
            throw new AssertionError("a query was changed");
        }
        byte[] error = query.error(Wire.SERVFAIL, 6);
        if (!query.isAnsweredBy(error) || Query.receive(error).query() != null) {
            throw new AssertionError("an error that is no answer");
        }
    }

    /** The first octets are a query, the others what an upstream sends. */
    @FuzzTest
    void anyOctetsAreAnAnswerOrIgnored(byte[] octets) {
        int half = octets.length / 2;
        byte[] response = Arrays.copyOfRange(octets, half, octets.length);
        AddressAnswer.read(Octets.of(response), Instant.EPOCH);
        Query query = Query.receive(Arrays.copyOf(octets, half)).query();
        if (query == null || !query.isAnsweredBy(response)) {
            return;
        }
        byte[] cut = query.toClient(response.clone(), false);
        if (cut.length > query.udpPayload() && cut.length > half) {
            throw new AssertionError("larger than the client takes");
        }
        if (!query.isAnsweredBy(cut)) {
            throw new AssertionError("no answer any more");
        }
    }

    @FuzzTest
    void anyStreamIsCutIntoMessages(byte[] octets) {
        FrameReader frames = new FrameReader();
        int[] length = {0};
        frames.read(Unpooled.wrappedBuffer(octets), message -> length[0] += 2 + message.length);
        if (length[0] > octets.length) {
            throw new AssertionError("more than there was");
        }
    }
}
