package cygnet.ike.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.registry.IdType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.ike.wire.MalformedException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What peers may send in a payload, and what they may not. */
class ReceivedPayloadsTest {
    private static final String HOST = "07 00 0010 0000 ffff c0000201 c0000201";

    @DisplayName("R04 RESERVED fields are ignored")
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "34, 001f ffff aa, 001f 0000 aa",
        "39, 02 ffffff aa, 02 000000 aa",
        "44, 01 ffffff 07 00 0010 0000 ffff c0000201 c0000201, 01 000000 07 00 0010 0000 ffff c0000201 c0000201",
        "33, 00 ff 0010 01 01 00 01 00 ff 0008 02 ff 0005, 00 00 0010 01 01 00 01 00 00 0008 02 00 0005",
    })
    void ignoresReserved(int type, String received, String clean) throws Exception {
        PayloadType payloadType = new PayloadType(type);
        assertThat(Bodies.decode(payloadType, received)).isEqualTo(Bodies.decode(payloadType, clean));
    }

    @DisplayName("R05 an ID keeps its RESERVED octets, for AUTH covers them")
    @Test
    void keepsReservedOfAnId() throws Exception {
        IdPayload id = (IdPayload) Bodies.decode(PayloadType.ID_INITIATOR, "02 a1b2c3 626f62");
        assertThat(id.body()).isEqualTo(Octets.ofHex("02a1b2c3626f62"));
        assertThat(id.id()).isEqualTo(Identification.fqdn("bob"));
        assertThat(id.encodeBody()).isEqualTo(id.body());
    }

    @Test
    void anIdWhoseBodySaysSomethingElseCannotBeMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IdPayload(true, Identification.fqdn("bob"), Octets.ofHex("02000000616263")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IdPayload(true, Identification.fqdn("bob"), Octets.ofHex("0b000000626f62")));
    }

    @DisplayName("R18 a nonce has 16 to 256 octets")
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 257, 4096})
    void refusesNonces(int length) {
        assertMalformed(PayloadType.NONCE, "aa".repeat(length), "nonce");
        assertThatIllegalArgumentException().isThrownBy(() -> new NoncePayload(Octets.of(new byte[length])));
    }

    @DisplayName("R18 a nonce has 16 to 256 octets")
    @ParameterizedTest
    @ValueSource(ints = {16, 32, 256})
    void acceptsNonces(int length) throws Exception {
        assertThat(Bodies.decode(PayloadType.NONCE, "aa".repeat(length))).isInstanceOf(NoncePayload.class);
    }

    @DisplayName("R19 a notification keeps an SPI and a protocol that make no sense (CVE-2023-38710)")
    @ParameterizedTest
    @CsvSource({
        "01 00 4009, 1, ''",
        "00 04 4009 01020304, 0, 01020304",
        "01 08 000e 0102030405060708, 1, 0102030405060708",
        "ff 03 4007 aabbcc, 255, aabbcc",
        "03 00 4009, 3, ''",
    })
    void toleratesNonsenseInNotify(String hex, int protocol, String spi) throws Exception {
        NotifyPayload notify = (NotifyPayload) Bodies.decode(PayloadType.NOTIFY, hex);
        assertThat(notify.protocol()).isEqualTo(new ProtocolId(protocol));
        assertThat(notify.spi()).isEqualTo(Octets.ofHex(spi));
        assertThat(notify.content()).isEqualTo(Octets.empty());
    }

    @DisplayName("R19 the SPI of a notification lies within it")
    @ParameterizedTest
    @ValueSource(strings = {"", "00", "00 00 40", "03 04 4009 010203", "03 ff 4009 01020304"})
    void refusesNotify(String hex) {
        assertMalformed(PayloadType.NOTIFY, hex, "N payload");
    }

    @DisplayName("R20 the count and the size of a Delete's SPIs agree with its length (libreswan #954)")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "01 00 0001",
                "01 00 ffff",
                "01 08 0001 0102030405060708",
                "01 04 0000",
                "01 00 0000 00",
                "03 04 0002 01020304",
                "03 04 0001 0102030405060708",
                "03 04 ffff 01020304",
                "03 00 ffff",
                "03 00 0000",
                "03 08 0001 0102030405060708",
                "02 03 0001 010203",
                "00 00 ffff",
                "09 ff ffff 01",
                "03 04 00",
                ""
            })
    void refusesDeletes(String hex) {
        assertMalformed(PayloadType.DELETE, hex, "D payload");
    }

    @DisplayName("R20 a Delete of a protocol that nobody knows is no error of format")
    @Test
    void acceptsDeleteOfUnknownProtocol() throws Exception {
        DeletePayload delete = (DeletePayload) Bodies.decode(PayloadType.DELETE, "09 02 0002 0102 0304");
        assertThat(delete.spis()).containsExactly(Octets.ofHex("0102"), Octets.ofHex("0304"));
        assertThat(Bodies.encode(delete)).isEqualTo("0902000201020304");
    }

    @DisplayName("R21 a KE payload of any method and length decodes: the method judges it (CVE-2014-9221)")
    @ParameterizedTest
    @CsvSource({"0401 0000 aabb, 1025, 2", "ffff 0000, 65535, 0", "0000 0000 00, 0, 1"})
    void decodesAnyKe(String hex, int method, int length) throws Exception {
        KePayload ke = (KePayload) Bodies.decode(PayloadType.KE, hex);
        assertThat(ke.method()).isEqualTo(new TransformId(TransformType.KE, method));
        assertThat(ke.value().length()).isEqualTo(length);
    }

    @DisplayName("R62 a CERT of an unknown encoding decodes")
    @Test
    void decodesAnyCert() throws Exception {
        assertThat(((CertPayload) Bodies.decode(PayloadType.CERT, "c9 aa")).encoding())
                .hasToString("certificate encoding 201");
    }

    @DisplayName("R63 an ID has the length of its type; that of nobody is empty")
    @ParameterizedTest
    @ValueSource(
            strings = {"01 000000", "01 000000 c00002", "01 000000 c000020100", "05 000000 c0000201", "0d 000000 00"})
    void refusesIds(String hex) {
        assertMalformed(PayloadType.ID_RESPONDER, hex, "IDr payload");
    }

    @DisplayName("CVE-2013-6075 an ID may be of any length otherwise")
    @ParameterizedTest
    @CsvSource({"2, 0", "2, 1", "2, 65000", "9, 0", "11, 65000", "255, 7"})
    void acceptsIdsOfAnyLength(int type, int length) throws Exception {
        IdPayload id = (IdPayload)
                Bodies.decode(PayloadType.ID_INITIATOR, String.format("%02x000000", type) + "0a".repeat(length));
        assertThat(id.id().type()).isEqualTo(new IdType(type));
        assertThat(id.id().data().length()).isEqualTo(length);
        assertThat(id.id().toString())
                .as("what a log shows")
                .hasSizeLessThan(1100)
                .doesNotContain("\n");
    }

    @DisplayName("R68 a traffic selector of an unknown type is skipped")
    @Test
    void skipsUnknownSelectors() throws Exception {
        TrafficSelector host = TrafficSelector.host(IpAddress.parse("192.0.2.1"));
        assertThat(selectors("03 000000" + "0a 00 0008 00010203" + HOST + "ff 06 0004"))
                .containsExactly(host);
        assertThat(selectors("01 000000" + "0a 00 0008 00010203")).isEmpty();
    }

    @DisplayName(
            "R68 a range that ends before it starts is refused, and so is a wrong count or length (CVE-2023-23009)")
    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenSelectors")
    void refusesSelectors(String what, String hex) {
        assertMalformed(PayloadType.TS_INITIATOR, hex, "octet");
    }

    static Stream<Arguments> brokenSelectors() {
        return Stream.of(
                arguments("addresses in the wrong order", "01 000000 07 00 0010 0000 ffff c0000202 c0000201"),
                arguments("ports in the wrong order", "01 000000 07 11 0010 0036 0035 c0000201 c0000201"),
                arguments("almost opaque", "01 000000 07 11 0010 ffff 0001 c0000201 c0000201"),
                arguments("more than there are", "02 000000" + HOST),
                arguments("255 of one", "ff 000000" + HOST),
                arguments("fewer than there are", "01 000000" + HOST + HOST),
                arguments("none, with one", "00 000000" + HOST),
                arguments("too long for IPv4", "01 000000 07 00 0014 0000 ffff c0000201 c0000201 00000000"),
                arguments("too short for IPv4", "01 000000 07 00 000c 0000 ffff c0000201"),
                arguments("IPv4's length for IPv6", "01 000000 08 00 0010 0000 ffff c0000201 c0000201"),
                arguments("length zero", "01 000000 07 00 0000 0000 ffff c0000201 c0000201"),
                arguments("length shorter than its header", "01 000000 0a 00 0003"),
                arguments("length beyond the payload", "01 000000 07 00 0011 0000 ffff c0000201 c0000201"),
                arguments("nothing", ""),
                arguments("half a header", "01 0000"));
    }

    @DisplayName("R68 opaque ports are no range")
    @Test
    void acceptsOpaquePorts() throws Exception {
        assertThat(selectors("01 000000 07 11 0010 ffff 0000 c0000201 c0000201")
                        .get(0)
                        .isOpaque())
                .isTrue();
    }

    @Test
    void aPayloadIsNotLongerThanItsContent() {
        assertMalformed(PayloadType.SA, "00 00 0008 01 01 00 00 00", "Last Substruc");
        assertMalformed(PayloadType.AUTH, "02 0000", "RESERVED");
        assertMalformed(PayloadType.CERT, "", "Cert Encoding");
        assertMalformed(PayloadType.CERTREQ, "", "Cert Encoding");
        assertMalformed(PayloadType.KE, "00", "Diffie-Hellman Group Num");
    }

    @Test
    void whatCannotTravelCannotBeMade() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SaPayload(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KePayload(TransformId.PRF_HMAC_SHA2_256, Octets.empty()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DeletePayload(
                        ProtocolId.ESP, List.of(Octets.ofHex("01020304"), Octets.ofHex("0102030405"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UnknownPayload(PayloadType.NONE, false, Octets.empty()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NotifyPayload.of(new NotifyType(65536)).encodeBody());
    }

    private static List<TrafficSelector> selectors(String hex) throws MalformedException {
        return ((TsPayload) Bodies.decode(PayloadType.TS_INITIATOR, hex)).selectors();
    }

    private static void assertMalformed(PayloadType type, String hex, String complaint) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> Bodies.decode(type, hex))
                .withMessageMatching(".*(" + complaint + ").*")
                .withMessageContaining("at octet");
    }
}
