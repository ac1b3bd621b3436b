package cygnet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.ike.policy.StartAction;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The value types of swanctl.conf. */
class ValueSyntaxTest {
    @ParameterizedTest
    @ValueSource(strings = {"yes", "true", "enabled", "1", "YES", "True"})
    void yes(String text) throws Exception {
        assertThat(Syntax.BOOLEAN.parse(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "false", "disabled", "0", "No"})
    void no(String text) throws Exception {
        assertThat(Syntax.BOOLEAN.parse(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "42,42", "0x2a,42", "0X2A,42", "052,42"})
    void numbersAreReadAsInC(String text, int number) throws Exception {
        assertThat(Syntax.number(0, 100).parse(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "09", "0x", "ten", "101", "99999999999999999999"})
    void otherNumbersAreRefused(String text) {
        assertThatThrownBy(() -> Syntax.number(0, 100).parse(text)).isInstanceOf(BadValueException.class);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "90,90", "90s,90", "5m,300", "4h,14400", "1d,86400", "2 m,120"})
    void timesHaveUnits(String text, long seconds) throws Exception {
        assertThat(Syntax.TIME.parse(text)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1k,1024", "500m,524288000", "2g,2147483648"})
    void octetsHaveUnits(String text, long octets) throws Exception {
        assertThat(Syntax.OCTETS.parse(text)).isEqualTo(octets);
    }

    @ParameterizedTest
    @CsvSource({"none,NONE", "clear,NONE", "trap,TRAP", "route,TRAP", "start,START", "restart,START"})
    void actionsHaveOldNames(String text, StartAction action) throws Exception {
        assertThat(ActionSyntax.parse(text)).isEqualTo(action);
    }

    @ParameterizedTest
    @ValueSource(strings = {"trap|start", "start|trap", "start | trap"})
    void actionsAddUp(String text) throws Exception {
        assertThat(ActionSyntax.parse(text)).isEqualTo(StartAction.TRAP_AND_START);
    }

    @ParameterizedTest
    @CsvSource({
        "alice.example.test, FQDN, 616c6963652e6578616d706c652e74657374",
        "@alice, FQDN, 616c696365",
        "fqdn:alice, FQDN, 616c696365",
        "dns:a, FQDN, 61",
        "alice@example.test, RFC822_ADDR, 616c696365406578616d706c652e74657374",
        "@@a, RFC822_ADDR, 61",
        "email:a@b, RFC822_ADDR, 614062",
        "192.0.2.1, IPV4_ADDR, c0000201",
        "ipv4:192.0.2.1, IPV4_ADDR, c0000201",
        "2001:db8::1, IPV6_ADDR, 20010db8000000000000000000000001",
        "ipv6:::1, IPV6_ADDR, 00000000000000000000000000000001",
        "@#616263, KEY_ID, 616263",
        "keyid:abc, KEY_ID, 616263",
        "keyid:#61:62, KEY_ID, 6162",
        "a:b, KEY_ID, 613a62",
        "{12}:ab, ID type 12, 6162",
        "192.0.2.256, FQDN, 3139322e302e322e323536",
    })
    void identitiesAreTypedByTheirForm(String text, String type, String hex) throws Exception {
        var id = IdentificationSyntax.parseOne(text);
        assertThat(id.type()).hasToString(type);
        assertThat(id.data().toHex()).isEqualTo(hex);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%any", "%any4", "%any6", "*", "0.0.0.0", "::"})
    void anybodyIsNoIdentity(String text) throws Exception {
        assertThat(IdentificationSyntax.parse(text)).isEmpty();
        assertThatThrownBy(() -> IdentificationSyntax.parseOne(text)).hasMessage("'" + text + "' is not one identity");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*.test",
                "*@test",
                "C=CH, nonsense",
                "XYZ=CH",
                "asn1dn:#3000",
                "@#6",
                "@",
                "{256}:a",
                "ipv4:::1",
                "ipv4:x",
                "a b",
                ""
            })
    void otherIdentitiesAreRefused(String text) {
        assertThatThrownBy(() -> IdentificationSyntax.parse(text)).isInstanceOf(BadValueException.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
            192.0.2.1                   ; 192.0.2.1
            192.0.2.7/24                ; 192.0.2.0-192.0.2.255
            ::/0                        ; ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
            192.0.2.1-192.0.2.9         ; 192.0.2.1-192.0.2.9
            192.0.2.1[tcp/80]           ; 192.0.2.1[6/80-80]
            192.0.2.1[tcp/http]         ; 192.0.2.1[6/80-80]
            192.0.2.1[17/1024-65535]    ; 192.0.2.1[17/1024-65535]
            192.0.2.1[tcp]              ; 192.0.2.1[6]
            192.0.2.1[tcp/any]          ; 192.0.2.1[6]
            192.0.2.1[any/53]           ; 192.0.2.1[any/53-53]
            192.0.2.1[/53]              ; 192.0.2.1[any/53-53]
            192.0.2.1[udp/opaque]       ; 192.0.2.1[17/opaque]
            192.0.2.0/30[icmp]          ; 192.0.2.0-192.0.2.3[1]
            """)
    void selectorsAreAddressesWithProtocolAndPort(String text, String selector) throws Exception {
        assertThat(SelectorSyntax.parse(text).orElseThrow()).hasToString(selector);
    }

    @Test
    void dynamicIsNoSelectorOfItsOwn() throws Exception {
        assertThat(SelectorSyntax.parse("dynamic")).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
            192.0.2.1                   ; [192.0.2.1/32]
            192.0.2.1/24                ; [192.0.2.0/24]
            192.0.2.1-192.0.2.1         ; [192.0.2.1/32]
            192.0.2.1-192.0.2.8         ; [192.0.2.1/32, 192.0.2.2/31, 192.0.2.4/30, 192.0.2.8/32]
            0.0.0.0-255.255.255.255     ; [0.0.0.0/0]
            255.255.255.254-255.255.255.255 ; [255.255.255.254/31]
            ::-::3                      ; [::/126]
            """)
    void rangesOfAddressesBecomeNetworks(String text, String networks) throws Exception {
        assertThat(AddressSyntax.networks(text)).hasToString(networks);
    }

    @ParameterizedTest
    @ValueSource(strings = {"999.1.1.1", "1.2.3", "1.2.3.4.5", ":::", "1:2", "fe80::1%eth0", "", "192.0.2.1/x"})
    void addressesThatAreNoneAreNotLookedUp(String text) {
        assertThatThrownBy(() -> AddressSyntax.network(text)).isInstanceOf(BadValueException.class);
    }

    @Test
    void theNearestWordIsOneThatCouldBeMeant() {
        var known = java.util.List.of("local", "remote", "children");
        assertThat(Nearest.to("lcoal", known)).contains("local");
        assertThat(Nearest.to("Remote", known)).contains("remote");
        assertThat(Nearest.to("childs", known)).isEmpty();
        assertThat(Nearest.to("x".repeat(1000), known)).isEmpty();
    }
}
