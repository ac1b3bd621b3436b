package cygnet.ike.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 00000000",
        "192.0.2.1, c0000201",
        "255.255.255.255, ffffffff",
        "::, 00000000000000000000000000000000",
        "::1, 00000000000000000000000000000001",
        "1::, 00010000000000000000000000000000",
        "2001:db8::8:800:200C:417A, 20010db80000000000080800200c417a",
        "2001:DB8:0:0:8:800:200C:417A, 20010db80000000000080800200c417a",
        "1:2:3:4:5:6:7:8, 00010002000300040005000600070008",
        "1:2:3:4:5:6:7::, 00010002000300040005000600070000",
        "::2:3:4:5:6:7:8, 00000002000300040005000600070008",
        "::13.1.68.3, 0000000000000000000000000d014403",
        "::FFFF:129.144.52.38, 00000000000000000000ffff81903426",
        "0:0:0:0:0:0:13.1.68.3, 0000000000000000000000000d014403",
        "64:ff9b::192.0.2.33, 0064ff9b0000000000000000c0000221",
    })
    void textFormsOfRfc4291AreUnderstood(String text, String octets) {
        assertThat(IpAddress.parse(text).octets()).isEqualTo(Octets.ofHex(octets));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "01.2.3.4",
                "256.1.1.1",
                "1.2.3.-4",
                "0x1.2.3.4",
                " 1.2.3.4",
                "1.2.3.4 ",
                "+1.2.3.4",
                ":",
                ":::",
                "1:",
                ":1",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4::5:6:7:8",
                "::1:2:3:4:5:6:7:8",
                "12345::",
                "g::",
                "::1.2.3",
                "1.2.3.4::",
                "::1.2.3.4:5",
                "1:2:3:4:5:6:7:1.2.3.4",
                "fe80::1%eth0",
                "[::1]",
                "localhost",
                "host.example.test",
                "::ffff:300.1.1.1",
                "1:2:3:4:5:6:7:8::"
            })
    void everythingElseIsRefusedAndNothingLookedUp(String text) {
        assertThatThrownBy(() -> IpAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not an IP address: " + text);
    }

    /** RFC 5952 section 4: lower case, no leading zeros, the longest run of zeros shortened, the first if equal. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "2001:0DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "1:0:0:0:0:0:0:0, 1::",
        "::ffff:192.0.2.1, ::ffff:c000:201",
    })
    void textIsCanonicalAndParsesToTheSameAddress(String text, String canonical) {
        IpAddress address = IpAddress.parse(text);

        assertThat(address).hasToString(canonical);
        assertThat(IpAddress.parse(canonical)).isEqualTo(address);
    }

    @Test
    void familiesAreToldApart() {
        assertThat(IpAddress.parse("192.0.2.1").bits()).isEqualTo(32);
        assertThat(IpAddress.parse("::ffff:192.0.2.1").bits()).isEqualTo(128);
        assertThat(IpAddress.ANY_IPV4.isAny()).isTrue();
        assertThat(IpAddress.ANY_IPV6.isAny()).isTrue();
        assertThat(IpAddress.parse("::1").isAny()).isFalse();
    }
}
