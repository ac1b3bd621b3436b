package cygnet.ike.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NarrowingTest {
    private static final TrafficSelector HOST = host("198.51.100.43");
    private static final TrafficSelector PACKET = HOST.withProtocol(6, 80, 80);
    private static final TrafficSelector NETWORK = network("198.51.100.0/24");
    private static final TrafficSelector HALF = network("198.51.100.0/25");
    private static final TrafficSelector OTHER_HALF = network("198.51.100.128/25");
    private static final TrafficSelector EVERYTHING = network("0.0.0.0/0");
    private static final TrafficSelector IPV6 = network("2001:db8::/32");

    @DisplayName("R67 a responder narrows to what both allow, and keeps the initiator's first choice")
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void narrows(
            String what,
            List<TrafficSelector> configured,
            List<TrafficSelector> offered,
            List<TrafficSelector> expected) {
        List<TrafficSelector> narrowed = Narrowing.narrow(configured, offered);
        assertThat(narrowed).isEqualTo(expected);
        assertThat(Narrowing.covers(offered, narrowed)).isTrue();
        assertThat(Narrowing.covers(configured, narrowed)).isTrue();
    }

    static Stream<Arguments> cases() {
        TrafficSelector opaque = HOST.withProtocol(17, 65535, 0);
        TrafficSelector echo = HOST.withProtocol(1, 0x0800, 0x08ff);
        return Stream.of(
                arguments("the same", List.of(HOST), List.of(HOST), List.of(HOST)),
                arguments("all of a wider offer", List.of(HOST), List.of(EVERYTHING), List.of(HOST)),
                arguments("all of a narrower offer", List.of(EVERYTHING), List.of(HOST), List.of(HOST)),
                arguments("nothing in common", List.of(HALF), List.of(OTHER_HALF), List.of()),
                arguments("two families", List.of(EVERYTHING), List.of(IPV6), List.of()),
                arguments("nothing offered that we know", List.of(EVERYTHING), List.of(), List.of()),
                arguments("nothing allowed", List.of(), List.of(EVERYTHING), List.of()),
                arguments(
                        "the RFC's example: the packet's host of a network",
                        List.of(HOST),
                        List.of(PACKET, NETWORK),
                        List.of(HOST)),
                arguments(
                        "the packet within all that is allowed",
                        List.of(EVERYTHING),
                        List.of(PACKET, NETWORK),
                        List.of(NETWORK)),
                arguments(
                        "the packet alone, where only its protocol is allowed",
                        List.of(HOST.withProtocol(6, 0, 65535)),
                        List.of(PACKET, host("192.0.2.1")),
                        List.of(PACKET)),
                arguments(
                        "the first choice is not allowed, another is",
                        List.of(OTHER_HALF),
                        List.of(PACKET, NETWORK),
                        List.of(OTHER_HALF)),
                arguments(
                        "the first choice stays first",
                        List.of(OTHER_HALF, HALF),
                        List.of(PACKET, NETWORK),
                        List.of(HALF, OTHER_HALF)),
                arguments(
                        "several subsets",
                        List.of(HALF, IPV6, OTHER_HALF),
                        List.of(EVERYTHING, IPV6),
                        List.of(HALF, OTHER_HALF, IPV6)),
                arguments("repetitions", List.of(HOST, HOST), List.of(HOST, HOST, NETWORK), List.of(HOST)),
                arguments(
                        "overlapping ranges",
                        List.of(range("192.0.2.10", "192.0.2.20")),
                        List.of(range("192.0.2.15", "192.0.2.30")),
                        List.of(range("192.0.2.15", "192.0.2.20"))),
                arguments(
                        "overlapping ports",
                        List.of(HOST.withProtocol(17, 100, 200)),
                        List.of(HOST.withProtocol(17, 150, 250)),
                        List.of(HOST.withProtocol(17, 150, 200))),
                arguments(
                        "other ports",
                        List.of(HOST.withProtocol(17, 100, 200)),
                        List.of(HOST.withProtocol(17, 201, 250)),
                        List.of()),
                arguments(
                        "another protocol",
                        List.of(HOST.withProtocol(6, 0, 65535)),
                        List.of(HOST.withProtocol(17, 0, 65535)),
                        List.of()),
                arguments("ICMP type and code", List.of(HOST.withProtocol(1, 0, 65535)), List.of(echo), List.of(echo)),
                arguments("opaque ports lie within any", List.of(HOST), List.of(opaque), List.of(opaque)),
                arguments(
                        "opaque ports are not a range",
                        List.of(HOST.withProtocol(17, 0, 1000)),
                        List.of(opaque),
                        List.of()));
    }

    @DisplayName("R67 the result is bounded, and has the first choice in it")
    @Test
    void bounded() {
        List<TrafficSelector> many = IntStream.range(0, 255)
                .mapToObj(port -> HOST.withProtocol(17, port * 2, port * 2))
                .toList();
        List<TrafficSelector> offered = new ArrayList<>(many);
        offered.add(0, many.get(200));
        List<TrafficSelector> narrowed = Narrowing.narrow(many, offered);
        assertThat(narrowed).hasSize(16);
        assertThat(narrowed.get(0)).isEqualTo(many.get(200));
    }

    @DisplayName("R68 an answer that is wider than the offer is seen")
    @Test
    void seesWiderAnswers() {
        assertThat(Narrowing.covers(List.of(HALF, IPV6), List.of(HOST))).isTrue();
        assertThat(Narrowing.covers(List.of(HALF), List.of(HALF, PACKET))).isTrue();
        assertThat(Narrowing.covers(List.of(HALF), List.of())).isTrue();
        assertThat(Narrowing.covers(List.of(HALF), List.of(NETWORK))).isFalse();
        assertThat(Narrowing.covers(List.of(HALF), List.of(HOST, OTHER_HALF))).isFalse();
        assertThat(Narrowing.covers(List.of(PACKET), List.of(HOST))).isFalse();
        assertThat(Narrowing.covers(List.of(), List.of(HOST))).isFalse();
    }

    /** Against a model: packets are selected by the result exactly if both sides select them. */
    @Test
    void selectsExactlyWhatBothSelect() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed of " + getClass().getSimpleName() + ": " + seed);
        Random random = new Random(seed);
        for (int run = 0; run < 3000; run++) {
            List<TrafficSelector> ours = randomSelectors(random);
            List<TrafficSelector> theirs = randomSelectors(random);
            List<TrafficSelector> narrowed = Narrowing.narrow(ours, theirs);
            for (int packet = 0; packet < 40; packet++) {
                TrafficSelector one = host("192.0.2." + random.nextInt(8)).withProtocol(17, packet % 8, packet % 8);
                assertThat(selects(narrowed, one))
                        .as("%s in run %d of seed %d: %s and %s give %s", one, run, seed, ours, theirs, narrowed)
                        .isEqualTo(selects(ours, one) && selects(theirs, one));
            }
        }
    }

    private static boolean selects(List<TrafficSelector> selectors, TrafficSelector packet) {
        return Narrowing.covers(selectors, List.of(packet));
    }

    /** Few enough that their intersections stay within the bound. */
    private static List<TrafficSelector> randomSelectors(Random random) {
        return IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(i -> {
                    int first = random.nextInt(8);
                    int last = first + random.nextInt(8 - first);
                    int firstPort = random.nextInt(8);
                    return range("192.0.2." + first, "192.0.2." + last)
                            .withProtocol(
                                    random.nextBoolean() ? 17 : 0,
                                    firstPort,
                                    firstPort + random.nextInt(8 - firstPort));
                })
                .toList();
    }

    private static TrafficSelector host(String address) {
        return TrafficSelector.host(IpAddress.parse(address));
    }

    private static TrafficSelector network(String prefix) {
        return TrafficSelector.network(IpNetwork.parse(prefix));
    }

    private static TrafficSelector range(String first, String last) {
        return new TrafficSelector(0, IpAddress.parse(first), IpAddress.parse(last), 0, TrafficSelector.MAX_PORT);
    }
}
