package cygnet.dns;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.IpAddress;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;

/** RFC 6303 section 4, RFC 7793 section 2. */
class LocalZonesTest {
    private static Optional<Name> zoneOf(String address) {
        return LocalZones.of(KeyDirectory.absolute(ReverseName.of(IpAddress.parse(address))));
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.in-addr.arpa.",
        "172.16.0.1, 16.172.in-addr.arpa.",
        "172.31.0.1, 31.172.in-addr.arpa.",
        "192.168.1.1, 168.192.in-addr.arpa.",
        "100.64.0.1, 64.100.in-addr.arpa.",
        "100.127.0.1, 127.100.in-addr.arpa.",
        "169.254.1.1, 254.169.in-addr.arpa.",
        "203.0.113.7, 113.0.203.in-addr.arpa.",
        "255.255.255.255, 255.255.255.255.in-addr.arpa.",
        "fd12::1, d.f.ip6.arpa.",
        "fe80::1, 8.e.f.ip6.arpa.",
        "2001:db8::1, 8.b.d.0.1.0.0.2.ip6.arpa.",
        "::1, 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa."
    })
    void anAddressForLocalUseIsInOneOfThem(String address, String zone) {
        assertThat(zoneOf(address)).contains(Records.name(zone));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "11.0.0.1", "fc00::1", "2001:db9::1"})
    void anyOtherAddressIsInNone(String address) {
        assertThat(zoneOf(address)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "in-addr.arpa.", "10.in-addr.arpa.test.", "bob.test."})
    void anyOtherNameIsInNone(String name) {
        assertThat(LocalZones.of(Records.name(name))).isEmpty();
    }
}
