package cygnet.dns;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.xbill.DNS.Name;

/**
 * The reverse zones of addresses that mean something only where they are used. Resolvers serve them themselves, mostly empty,
 * and not signed (RFC 6303 section 4, RFC 7793 section 2).
 */
final class LocalZones {
    private static final Set<Name> ZONES =
            zones().map(Name::fromConstantString).collect(Collectors.toUnmodifiableSet());

    private LocalZones() {}

    private static Stream<String> zones() {
        Stream<String> ipv4 = Stream.of(
                        Stream.of("10", "168.192", "0", "127", "254.169", "255.255.255.255"),
                        Stream.of("2.0.192", "100.51.198", "113.0.203"),
                        IntStream.rangeClosed(16, 31).mapToObj(i -> i + ".172"),
                        IntStream.rangeClosed(64, 127).mapToObj(i -> i + ".100"))
                .flatMap(zones -> zones)
                .map(zone -> zone + ".in-addr.arpa.");
        Stream<String> ipv6 = Stream.of(
                        "0.".repeat(31) + "0",
                        "1." + "0.".repeat(30) + "0",
                        "d.f",
                        "8.e.f",
                        "9.e.f",
                        "a.e.f",
                        "b.e.f",
                        "8.b.d.0.1.0.0.2")
                .map(zone -> zone + ".ip6.arpa.");
        return Stream.concat(ipv4, ipv6);
    }

    /** The one that {@code name} is in. */
    static Optional<Name> of(Name name) {
        return IntStream.range(0, name.labels())
                .mapToObj(labels -> new Name(name, labels))
                .filter(ZONES::contains)
                .findFirst();
    }
}
