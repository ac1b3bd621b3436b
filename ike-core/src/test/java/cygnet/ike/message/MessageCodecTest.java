package cygnet.ike.message;

import static cygnet.ike.message.Messages.NONCE_BODY;
import static cygnet.ike.message.Messages.NO_SPI;
import static cygnet.ike.message.Messages.SPI_I;
import static cygnet.ike.message.Messages.SPI_R;
import static cygnet.ike.message.Messages.informational;
import static cygnet.ike.message.Messages.init;
import static cygnet.ike.message.Messages.message;
import static cygnet.ike.message.Messages.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import cygnet.crypto.Octets;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.NoncePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.payload.UnknownPayload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.MalformedException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
    private static final String NONCE = payload(0, 0, NONCE_BODY);

    @Test
    void aMessageInClearReadsAsItIsWritten() throws Exception {
        IkeMessage message = new IkeMessage(
                IkeHeader.of(new IkeSpi(0x0011223344556677L), IkeSpi.ZERO, ExchangeType.IKE_SA_INIT, true, false, 0),
                List.of(
                        new NoncePayload(Octets.ofHex(NONCE_BODY)),
                        NotifyPayload.of(NotifyType.COOKIE, Octets.ofHex("c00c"))));
        Octets octets = init(40, payload(41, 0, NONCE_BODY) + payload(0, 0, "00004006c00c"));
        assertThat(MessageCodec.encode(message)).isEqualTo(octets);
        assertThat(MessageCodec.parse(octets)).isEqualTo(new RawMessage.Clear(message.header(), message));
        assertThat(message).hasToString("IKE_SA_INIT request 0 [ Nonce N(COOKIE) ]");
    }

    @DisplayName("R01 an initiator's SPI of zero is dropped, and so is a responder's in the first request")
    @Test
    void refusesImpossibleSpis() {
        assertMalformed(message(NO_SPI + NO_SPI, "28202208", NONCE), "the initiator's SPI is zero");
        assertMalformed(message(NO_SPI + SPI_R, "28202508", NONCE), "the initiator's SPI is zero");
        assertMalformed(message(SPI_I + SPI_R, "28202208", NONCE), "IKE_SA_INIT request with a responder's SPI");
    }

    @DisplayName("R02 an IKE_SA_INIT response has a responder's SPI or none")
    @ParameterizedTest
    @ValueSource(strings = {NO_SPI, SPI_R})
    void acceptsErrorsWithAndWithoutSpi(String responderSpi) throws Exception {
        assertThat(clear(message(SPI_I + responderSpi, "29202220", payload(0, 0, "0000000e")))
                        .notify(NotifyType.NO_PROPOSAL_CHOSEN))
                .isPresent();
    }

    @DisplayName("R03 the minor version is ignored, a higher major version is told, a lower one dropped")
    @Test
    void looksAtTheMajorVersion() throws Exception {
        assertThat(clear(message(SPI_I + NO_SPI, "282f2208", NONCE)).header().minorVersion())
                .isEqualTo(15);
        assertThat(MessageCodec.parse(message(SPI_I + SPI_R, "99ffaa00", "0102")))
                .isInstanceOf(RawMessage.UnsupportedVersion.class);
        assertThat(MessageCodec.parse(message(SPI_I + NO_SPI, "28302208", "", 7))
                        .header()
                        .majorVersion())
                .isEqualTo(3);
        assertMalformed(message(SPI_I + NO_SPI, "01100200", ""), "major version 1");
        assertMalformed(message(SPI_I + NO_SPI, "28002208", NONCE), "major version 0");
    }

    @DisplayName("R04 the V and X flags and RESERVED of the generic header are ignored")
    @Test
    void ignoresReservedFlags() throws Exception {
        Octets odd = message(SPI_I + NO_SPI, "282022df", payload(0, 0x7f, NONCE_BODY));
        assertThat(clear(odd)).isEqualTo(clear(init(40, NONCE)));
        assertThat(MessageCodec.encode(clear(odd))).isEqualTo(init(40, NONCE));
    }

    @DisplayName("R06 the I and R flags of IKE_SA_INIT belong together")
    @ParameterizedTest
    @ValueSource(strings = {"28202200", "28202228"})
    void refusesContradictingFlags(String middle) {
        assertMalformed(message(SPI_I + NO_SPI, middle, NONCE), "contradicting I and R flags");
    }

    @DisplayName("R06 elsewhere either side may ask")
    @ParameterizedTest
    @CsvSource({"00, false, false", "08, true, false", "20, false, true", "28, true, true"})
    void readsFlags(String flags, boolean initiator, boolean response) throws Exception {
        IkeHeader header = MessageCodec.parse(message(SPI_I + SPI_R, "282025" + flags, NONCE))
                .header();
        assertThat(header.fromOriginalInitiator()).isEqualTo(initiator);
        assertThat(header.response()).isEqualTo(response);
    }

    @DisplayName("R07 the chain of payloads, the header's Length and the datagram end together (CVE-2013-4564)")
    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongLengths")
    void refusesLengths(String what, Octets datagram) {
        assertMalformed(datagram, "at octet");
    }

    static Stream<Arguments> wrongLengths() {
        String spis = SPI_I + NO_SPI;
        return Stream.of(
                arguments("nothing", Octets.empty()),
                arguments("a keepalive", Octets.ofHex("ff")),
                arguments("a non-ESP marker alone", Octets.ofHex("00000000")),
                arguments("27 octets", init(40, NONCE).first(27)),
                arguments("Length larger than the datagram", message(spis, "28202208", NONCE, 49)),
                arguments("Length smaller than the datagram", message(spis, "28202208", NONCE, 47)),
                arguments("Length smaller than the header", message(spis, "28202208", NONCE, 27)),
                arguments("Length zero", message(spis, "28202208", NONCE, 0)),
                arguments("Length negative", message(spis, "28202208", NONCE, -1)),
                arguments("Length 2^31", message(spis, "28202208", NONCE, Integer.MIN_VALUE)),
                arguments("octets behind the last payload", init(40, NONCE + "00")),
                arguments("octets behind no payload", init(0, "00")),
                arguments("a payload announced and not there", init(40, payload(41, 0, NONCE_BODY))),
                arguments("a first payload announced and not there", init(40, "")),
                arguments("half a generic header", init(40, payload(41, 0, NONCE_BODY) + "0000")));
    }

    @DisplayName("CVE-2015-3204 no version, exchange type or flag makes a parser stumble")
    @Test
    void sweepsTheHeader() throws Exception {
        byte[] octets = informational(40, NONCE).toByteArray();
        int understood = 0;
        for (int version = 0; version < 256; version++) {
            for (int flags = 0; flags < 256; flags++) {
                octets[17] = (byte) version;
                octets[18] = (byte) (version * 31 + flags);
                octets[19] = (byte) flags;
                try {
                    assertThat(MessageCodec.parse(Octets.of(octets)).header().majorVersion())
                            .isGreaterThanOrEqualTo(2);
                    understood++;
                } catch (MalformedException e) {
                    assertThat(e).hasMessageContaining("at octet");
                }
            }
        }
        assertThat(understood).isGreaterThan(200 * 256);
    }

    @DisplayName("R07 every cut of a message is malformed")
    @Test
    void refusesEveryPrefix() throws Exception {
        Octets whole = Capture.of("strongswan-aes-gcm.txt")
                .get(0)
                .messages()
                .get(0)
                .datagrams()
                .get(0);
        for (int length = 0; length < whole.length(); length++) {
            assertMalformed(whole.first(length), "at octet");
        }
    }

    @DisplayName("R08 a payload is at least its header and ends within the message; none makes a loop")
    @ParameterizedTest
    @ValueSource(
            strings = {"00000000", "00000003", "28000000", "28000001" + "28000001", "00000005", "0000ffff", "2900000400"
            })
    void refusesPayloadLengths(String payloads) {
        assertMalformed(init(43, payloads), "at octet");
    }

    @DisplayName("R09 a payload of an unknown type is skipped (CVE-2015-3991: types of IKEv1 too)")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 8, 11, 13, 32, 49, 54, 128, 255})
    void skipsUnknownPayloads(int type) throws Exception {
        IkeMessage message = clear(init(type, payload(40, 0, "deadbeef") + NONCE));
        assertThat(message.unsupportedCritical()).isEmpty();
        assertThat(message.first(NoncePayload.class)).isPresent();
        assertThat(message.payloads().get(0))
                .isEqualTo(new UnknownPayload(new PayloadType(type), false, Octets.ofHex("deadbeef")));
    }

    @DisplayName("R10 a critical payload of an unknown type is reported with its type")
    @ParameterizedTest
    @ValueSource(ints = {1, 32, 49, 52, 54, 255})
    void reportsCriticalPayloads(int type) throws Exception {
        assertThat(clear(init(40, payload(type, 0, NONCE_BODY) + payload(0, 0x80, "")))
                        .unsupportedCritical())
                .contains(new PayloadType(type));
    }

    @DisplayName("R11 the Critical bit of a payload that we know is ignored, and never sent")
    @ParameterizedTest
    @CsvSource({"40, 000102030405060708090a0b0c0d0e0f", "43, aa", "47, 01000000", "48, 01020304", "41, 00004007"})
    void ignoresCriticalOnKnownPayloads(int type, String body) throws Exception {
        IkeMessage message = clear(init(type, payload(0, 0x80, body)));
        assertThat(message.unsupportedCritical()).isEmpty();
        assertThat(MessageCodec.encode(message)).isEqualTo(init(type, payload(0, 0, body)));
    }

    @DisplayName("R12 payloads come in any order, and repeat")
    @Test
    void acceptsAnyOrder() throws Exception {
        String ke = payload(40, 0, "001f0000aa");
        assertThat(clear(init(43, payload(34, 0, "") + ke + payload(43, 0, NONCE_BODY) + payload(0, 0, "")))
                        .payloads())
                .extracting(Payload::type)
                .containsExactly(PayloadType.VENDOR_ID, PayloadType.KE, PayloadType.NONCE, PayloadType.VENDOR_ID);
        IkeMessage swapped = clear(init(40, payload(34, 0, NONCE_BODY) + payload(0, 0, "001f0000aa")));
        assertThat(swapped.first(KePayload.class)).isPresent();
        assertThat(swapped.first(NoncePayload.class)).isPresent();
    }

    @DisplayName("R13 nothing follows an Encrypted payload, and there is none in IKE_SA_INIT")
    @Test
    void refusesWhatFollowsEncrypted() {
        String body = "00".repeat(40);
        assertMalformed(informational(46, payload(0, 0, body) + NONCE), "20 octets behind its end");
        assertMalformed(informational(53, payload(0, 0, "00010001" + body) + NONCE), "20 octets behind its end");
        assertMalformed(informational(46, payload(46, 0, body) + payload(0, 0, body)), "octets behind its end");
        assertMalformed(init(46, payload(0, 0, body)), "there are no keys in IKE_SA_INIT");
        assertMalformed(init(53, payload(0, 0, "00010001" + body)), "there are no keys in IKE_SA_INIT");
    }

    @Test
    void anEncryptedPayloadIsNotLookedInto() throws Exception {
        RawMessage.Protected raw = (RawMessage.Protected)
                MessageCodec.parse(informational(43, payload(46, 0x80, "cafe") + payload(33, 0, "00112233")));
        assertThat(raw.firstInner()).isEqualTo(33);
        assertThat(raw.bodyOffset()).isEqualTo(28 + 6 + 4);
        assertThat(raw.datagram().from(raw.bodyOffset())).isEqualTo(Octets.ofHex("00112233"));
        assertThat(raw.outerPayloads())
                .containsExactly(new UnknownPayload(PayloadType.VENDOR_ID, false, Octets.ofHex("cafe")));
    }

    @DisplayName("R14 payloads in front of an Encrypted payload are not decoded before the integrity check")
    @Test
    void doesNotDecodeOuterPayloads() throws Exception {
        assertThat(MessageCodec.parse(informational(33, payload(46, 0, "ff") + payload(0, 0, "00"))))
                .isInstanceOf(RawMessage.Protected.class);
    }

    @DisplayName("R97 a fragment's number is 1 to Total")
    @ParameterizedTest
    @CsvSource({"00000000", "00000001", "00010000", "00020001", "ffff0001", "00", "000100"})
    void refusesFragmentNumbers(String numbers) {
        assertMalformed(informational(53, payload(0, 0, numbers)), "SKF payload at octet");
    }

    @DisplayName("R97 fragment 65535 of 65535 is one")
    @Test
    void readsFragmentNumbers() throws Exception {
        RawMessage.Fragment fragment =
                (RawMessage.Fragment) MessageCodec.parse(informational(53, payload(0, 0, "fffeffff" + "aabb")));
        assertThat(fragment.number()).isEqualTo(65534);
        assertThat(fragment.total()).isEqualTo(65535);
        assertThat(fragment.datagram().from(fragment.bodyOffset())).isEqualTo(Octets.ofHex("aabb"));
    }

    @DisplayName("CVE-2026-12413 a flood of payloads is refused, in clear and around a fragment")
    @ParameterizedTest
    @ValueSource(ints = {65, 1000, 16000})
    void refusesFloodsOfPayloads(int count) {
        String flood = payload(43, 0, "").repeat(count - 1);
        assertMalformed(init(43, flood + payload(0, 0, "")), "more than 64 payloads");
        String fragment = payload(53, 0, "") + payload(0, 0, "00010001aabb");
        assertMalformed(informational(43, flood + fragment), "more than 64 payloads");
    }

    @Test
    void sixtyFourPayloadsAreAccepted() throws Exception {
        assertThat(clear(init(43, payload(43, 0, "").repeat(63) + payload(0, 0, "")))
                        .payloads())
                .hasSize(64);
    }

    @DisplayName("R48 an SA payload has SPIs where an IKE SA is rekeyed, and an offer begins at 1")
    @ParameterizedTest(name = "{0}")
    @MethodSource("misplacedProposals")
    void refusesMisplacedProposals(String what, Octets datagram) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> MessageCodec.parse(datagram))
                .withMessageStartingWith("SA payload");
    }

    static Stream<Arguments> misplacedProposals() {
        String withSpi = payload(0, 0, "00 00 0010 01 01 08 00 0102030405060708".replace(" ", ""));
        String without = payload(0, 0, "0000000801010000");
        String second = payload(0, 0, "0000000802010000");
        String two = payload(0, 0, "02000008010100000000000802010000");
        return Stream.of(
                arguments("an SPI in IKE_SA_INIT", init(33, withSpi)),
                arguments("no SPI in CREATE_CHILD_SA", message(SPI_I + SPI_R, "21202408", without)),
                arguments("an offer that begins at 2", init(33, second)),
                arguments("an answer of two", message(SPI_I + SPI_R, "21202220", two)));
    }

    @Test
    void anAnswerHasTheNumberOfWhatItAccepts() throws Exception {
        assertThat(clear(message(SPI_I + SPI_R, "21202220", payload(0, 0, "0000000802010000")))
                        .payloads())
                .hasSize(1);
    }

    @DisplayName("R17 a complaint names the payload and the offset, and nothing that the peer wrote")
    @Test
    void complaintsNameThePlace() {
        assertMalformed(
                init(40, payload(41, 0, NONCE_BODY) + payload(0, 0, "000540")),
                "N payload at octet 54: Notify Message Type needs 2 octets, 1 are left");
        assertMalformed(init(39, "000000ff00"), "message at octet 32: AUTH payload needs 251 octets, 1 are left");
    }

    @Test
    void theMessageIdIsUnsigned() throws Exception {
        byte[] octets = informational(40, NONCE).toByteArray();
        octets[20] = (byte) 0xff;
        assertThat(clear(Octets.owning(octets))).hasToString("INFORMATIONAL request 4278190080 [ Nonce ]");
    }

    @Test
    void theSummaryOfAMessageWithUnknownPartsNamesNumbers() throws Exception {
        assertThat(clear(message(SPI_I + SPI_R, "f020f020", payload(41, 0, "0a1b5b") + payload(0, 0, "0000fffe"))))
                .hasToString("exchange type 240 response 0 [ payload type 240 N(status 65534) ]");
        assertThat(clear(informational(0, ""))).hasToString("INFORMATIONAL request 0 [ ]");
    }

    @Test
    void spisPrintAsSixteenDigits() {
        assertThat(new IkeSpi(0xabcdL)).hasToString("000000000000abcd");
        assertThat(new IkeSpi(-1)).hasToString("ffffffffffffffff");
        assertThat(IkeSpi.ZERO.isZero()).isTrue();
        assertThat(new IkeSpi(1).octets()).isEqualTo(Octets.ofHex("0000000000000001"));
    }

    @Test
    void notificationsAreFoundByType() throws Exception {
        IkeMessage message = clear(
                init(41, payload(41, 0, "00004004aa") + payload(41, 0, "00004004bb") + payload(0, 0, "00004005")));
        assertThat(message.notify(NotifyType.NAT_DETECTION_SOURCE_IP).map(NotifyPayload::content))
                .contains(Octets.ofHex("aa"));
        assertThat(message.notifies()).hasSize(3);
        assertThat(message.notify(NotifyType.COOKIE)).isEqualTo(Optional.empty());
    }

    private static IkeMessage clear(Octets datagram) throws MalformedException {
        return ((RawMessage.Clear) MessageCodec.parse(datagram)).message();
    }

    private static void assertMalformed(Octets datagram, String complaint) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> MessageCodec.parse(datagram))
                .withMessageContaining(complaint)
                .withMessageContaining("at octet");
    }
}
