package cygnet.ike.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import cygnet.crypto.Octets;
import cygnet.ike.wire.MalformedException;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A datagram costs memory in proportion to its length, whatever counts and lengths it claims. */
class DecodingCostTest {
    private static final int FIXED_COST = 64 * 1024;
    private static final int COST_PER_OCTET = 40;
    private static final int WARM_UP = 20;

    @DisplayName("Decoding allocates what the datagram warrants (CVE-2016-1287, CVE-2016-10396)")
    @ParameterizedTest(name = "{0}")
    @MethodSource("greedy")
    void allocatesInProportion(String what, Octets datagram) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long used = 0;
        for (int run = 0; run <= WARM_UP; run++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            decode(datagram);
            used = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(used).isLessThan(FIXED_COST + (long) COST_PER_OCTET * datagram.length());
    }

    static Stream<Arguments> greedy() {
        String transform = "0300000802000005";
        return Stream.of(
                arguments("a Delete of all SPIs that fit", payload(42, "03043ff0" + "01020304".repeat(0x3ff0))),
                arguments("a Delete of 65535 SPIs in no octets", payload(42, "0300ffff")),
                arguments(
                        "a transform full of attributes",
                        payload(33, "0000ff0801010001" + "0000ff0001000014" + "80ff0000".repeat(0x3fbe))),
                arguments(
                        "a transform full of empty attributes",
                        payload(33, "0000ff0801010001" + "0000ff0001000014" + "00ff0000".repeat(0x3fbe))),
                arguments("255 transforms that are not there", payload(33, "00000008010100ff")),
                arguments("255 transforms and no end", payload(33, "02000800010100ff" + transform.repeat(255))),
                arguments("255 selectors that are not there", payload(44, "ff000000")),
                arguments("255 selectors of unknown type", payload(44, "ff000000" + "0a000004".repeat(255))),
                arguments("a large payload of unknown type", payload(99, "00".repeat(60_000))),
                arguments("payloads without end", Messages.init(43, "2b000004".repeat(15_000))));
    }

    private static Octets payload(int type, String body) {
        return Messages.init(type, Messages.payload(0, 0, body));
    }

    private static void decode(Octets datagram) {
        try {
            assertThat(MessageCodec.parse(datagram)).isNotNull();
        } catch (MalformedException e) {
            assertThat(e.getMessage()).contains("at octet");
        }
    }
}
