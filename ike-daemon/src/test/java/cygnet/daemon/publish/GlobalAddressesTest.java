package cygnet.daemon.publish;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which addresses are published. */
class GlobalAddressesTest {
    @Test
    void addressesThatMeanAnotherHostElsewhereStayAtHome() {
        assertThat(new GlobalAddresses(List.of())
                        .of(addresses(
                                "10.1.2.3",
                                "172.31.0.1",
                                "192.168.1.1",
                                "100.64.0.1",
                                "169.254.1.1",
                                "fd00::1",
                                "fe80::1",
                                "::1",
                                "127.0.0.1")))
                .isEmpty();
        assertThat(new GlobalAddresses(List.of())
                        .of(addresses("2001:db8::2", "203.0.113.9", "172.32.0.1", "2001:db8::1", "100.128.0.1")))
                .containsExactlyElementsOf(
                        addresses("100.128.0.1", "172.32.0.1", "203.0.113.9", "2001:db8::1", "2001:db8::2"));
    }

    @Test
    void networksThatAreNamedAreTheOnlyOnes() {
        GlobalAddresses inside =
                new GlobalAddresses(List.of(IpNetwork.parse("10.0.0.0/8"), IpNetwork.parse("fd00::/8")));
        assertThat(inside.of(addresses("203.0.113.9", "10.1.2.3", "fd00::1", "2001:db8::1")))
                .containsExactlyElementsOf(addresses("10.1.2.3", "fd00::1"));
    }

    @Test
    void addressesThatComeAndGoAreKnownByTheKernelsFlags() {
        String list = """
                20010db8000000000000000000000001 02 40 00 80     eth0
                20010db8000000000000000000000002 02 40 00 01     eth0
                20010db8000000000000000000000003 02 40 00 20     eth0
                20010db8000000000000000000000004 02 40 00 40     eth0
                20010db8000000000000000000000005 02 40 00 08     eth0
                20010db8000000000000000000000006 02 40 00 00     eth0
                not an address
                """;
        assertThat(GlobalAddresses.passing(list))
                .containsExactlyInAnyOrderElementsOf(
                        addresses("2001:db8::2", "2001:db8::3", "2001:db8::4", "2001:db8::5"));
    }

    private static List<IpAddress> addresses(String... texts) {
        return Stream.of(texts).map(IpAddress::parse).toList();
    }
}
