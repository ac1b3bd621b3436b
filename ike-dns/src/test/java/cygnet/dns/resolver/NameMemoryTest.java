package cygnet.dns.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DomainName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An address turns back into the names that applications were told. */
class NameMemoryTest {
    private static final IpAddress ADDRESS = IpAddress.parse("192.0.2.1");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = START;
    private final NameMemory memory = new NameMemory(3, () -> now);

    @Test
    void theNameThatWasToldLastComesFirstAndEachOnce() {
        tell("a.test", ADDRESS);
        now = START.plusSeconds(1);
        tell("b.test", ADDRESS);
        now = START.plusSeconds(2);
        tell("a.test", ADDRESS);
        assertThat(memory.names(ADDRESS))
                .containsExactly(told("a.test", START.plusSeconds(2)), told("b.test", START.plusSeconds(1)));
        assertThat(memory.names(IpAddress.parse("192.0.2.2"))).isEmpty();
    }

    @Test
    void namesOutliveTheirTtlByAnHour() {
        tell("a.test", ADDRESS);
        now = START.plus(Duration.ofMinutes(65));
        assertThat(memory.names(ADDRESS)).hasSize(1);
        now = now.plusSeconds(1);
        assertThat(memory.names(ADDRESS)).isEmpty();
        assertThat(memory.size()).isZero();
    }

    @Test
    void theAddressThatWasNotToldForLongestGoesFirst() {
        List<IpAddress> four = Stream.of("192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2")
                .map(IpAddress::parse)
                .toList();
        tell("a.test", four.subList(0, 3).toArray(IpAddress[]::new));
        tell("b.test", four.get(0));
        tell("c.test", four.get(3));
        assertThat(memory.size()).isEqualTo(3);
        assertThat(memory.names(four.get(1))).isEmpty();
        assertThat(memory.names(four.get(0))).hasSize(2);
    }

    @Test
    void anAddressHasEightNamesAtMost() {
        for (int i = 0; i < 20; i++) {
            tell("n" + i + ".test", ADDRESS);
        }
        assertThat(memory.names(ADDRESS)).hasSize(8);
        assertThat(memory.names(ADDRESS).get(0).asked()).isEqualTo(new DomainName("n19.test"));
    }

    private void tell(String name, IpAddress... addresses) {
        DomainName told = new DomainName(name);
        memory.remember(new Resolved(told, told, List.of(addresses), FakeKeys.NO_KEY, Duration.ofMinutes(5)));
    }

    private static NameMemory.ToldName told(String name, Instant at) {
        return new NameMemory.ToldName(new DomainName(name), new DomainName(name), at, at.plus(Duration.ofMinutes(5)));
    }
}
