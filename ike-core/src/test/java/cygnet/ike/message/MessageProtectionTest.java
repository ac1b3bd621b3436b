package cygnet.ike.message;

import static cygnet.ike.message.Messages.NONCE_BODY;
import static cygnet.ike.message.Messages.header;
import static cygnet.ike.message.Messages.initiator;
import static cygnet.ike.message.Messages.payload;
import static cygnet.ike.message.Messages.request;
import static cygnet.ike.message.Messages.responder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import cygnet.crypto.Octets;
import cygnet.crypto.protection.Protection;
import cygnet.crypto.protection.ProtectionAlgorithm;
import cygnet.ike.payload.CertPayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.UnknownPayload;
import cygnet.ike.payload.VendorIdPayload;
import cygnet.ike.registry.CertEncoding;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.PayloadType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MessageProtectionTest {
    private static final IkeMessage LARGE = request(
            new CertPayload(CertEncoding.X509_SIGNATURE, new TestRandom(3).octets(3000)),
            NotifyPayload.of(NotifyType.INITIAL_CONTACT));

    static Stream<ProtectionAlgorithm> algorithms() {
        return Stream.of(Messages.gcm(), Messages.cbc(), Messages.chaCha());
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void theOtherEndOpensWhatWasSealed(ProtectionAlgorithm algorithm) throws Exception {
        IkeMessage empty = new IkeMessage(header(ExchangeType.INFORMATIONAL, false, 7), List.of());
        for (IkeMessage message : List.of(LARGE, empty, request(new VendorIdPayload(Octets.ofAscii("x"))))) {
            List<Octets> sealed = initiator(algorithm).seal(message, 0);
            assertThat(sealed).hasSize(1);
            OpenOutcome outcome = responder(algorithm).open((RawMessage.Protected) MessageCodec.parse(sealed.get(0)));
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            OpenOutcome.Opened.class,
                            opened -> assertThat(opened.message()).isEqualTo(message));
        }
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void eachDirectionHasItsKeys(ProtectionAlgorithm algorithm) throws Exception {
        Octets own = initiator(algorithm).seal(LARGE, 0).get(0);
        assertThat(initiator(algorithm).open((RawMessage.Protected) MessageCodec.parse(own)))
                .as("a message that is reflected to its sender")
                .isInstanceOf(OpenOutcome.NotAuthentic.class);
    }

    @DisplayName("R14 a message that is changed anywhere is not authentic, or not even a message")
    @ParameterizedTest
    @MethodSource("algorithms")
    void noticesEveryChange(ProtectionAlgorithm algorithm) {
        Octets datagram = initiator(algorithm)
                .seal(request(new VendorIdPayload(Octets.ofAscii("x"))), 0)
                .get(0);
        for (int i = 0; i < datagram.length(); i++) {
            byte[] changed = datagram.toByteArray();
            changed[i] ^= 0x11;
            assertThat(Opening.of(Octets.owning(changed), responder(algorithm), new Reassembly()))
                    .as("octet " + i)
                    .matches("(?s)(NotAuthentic|Malformed) - .*|Clear|UnsupportedVersion");
        }
    }

    @DisplayName("R14 a body too short for the cipher is not authentic")
    @ParameterizedTest
    @MethodSource("algorithms")
    void refusesShortBodies(ProtectionAlgorithm algorithm) {
        for (int length = 0; length < 70; length++) {
            Octets datagram = Messages.informational(46, payload(0, 0, "00".repeat(length)));
            assertThat(Opening.of(datagram, responder(algorithm), new Reassembly()))
                    .startsWith("NotAuthentic");
        }
    }

    @DisplayName("R13, R17 authentic content that breaks the format is the peer's mistake, not a stranger's")
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a nested SK, 46, 0000000400",
        "a nested SKF, 53, 000000080001000100",
        "no payload where one is announced, 33, ''",
        "octets where no payload is announced, 0, 00",
        "a payload of length zero, 43, 00000000",
        "a payload beyond the end, 43, 00000005",
        "octets behind the last payload, 43, 0000000400",
        "a nonce too short, 40, 0000000500",
        "a Delete of empty SPIs, 42, 000000080300ffff",
    })
    void tellsMalformedContent(String what, int type, String content) throws Exception {
        OpenOutcome outcome = responder(Messages.gcm()).open(sealRaw(Octets.empty(), 0, type, content));
        assertThat(outcome).isInstanceOf(OpenOutcome.MalformedContent.class);
        assertThat(((OpenOutcome.MalformedContent) outcome).header().exchange()).isEqualTo(ExchangeType.INFORMATIONAL);
    }

    @DisplayName("R09, R10 inside an Encrypted payload, unknown payloads are skipped or reported as in clear")
    @Test
    void reportsCriticalPayloadsInside() throws Exception {
        String content = payload(200, 0, "aa") + payload(201, 0x80, "bb") + payload(0, 0, "cc");
        OpenOutcome.Opened opened =
                (OpenOutcome.Opened) responder(Messages.gcm()).open(sealRaw(Octets.empty(), 0, 43, content));
        assertThat(opened.message().unsupportedCritical()).contains(new PayloadType(200));
        assertThat(opened.message().all(UnknownPayload.class)).hasSize(2);
    }

    @DisplayName("R10 a critical payload in front of the Encrypted payload is reported, others are not part of it")
    @Test
    void reportsCriticalPayloadsOutside() throws Exception {
        String inside = payload(0, 0, "00004000");
        OpenOutcome.Opened ignored = (OpenOutcome.Opened)
                responder(Messages.gcm()).open(sealRaw(Octets.ofHex(payload(46, 0x80, NONCE_BODY)), 40, 41, inside));
        assertThat(ignored.message()).hasToString("INFORMATIONAL request 0 [ N(INITIAL_CONTACT) ]");
        OpenOutcome.Opened refused = (OpenOutcome.Opened)
                responder(Messages.gcm()).open(sealRaw(Octets.ofHex(payload(46, 0x80, "aa")), 99, 41, inside));
        assertThat(refused.message().unsupportedCritical()).contains(new PayloadType(99));
    }

    @DisplayName("R15 padding of any length and content is accepted, one longer than the content is not")
    @ParameterizedTest
    @CsvSource({"0, 0, Opened", "255, 255, Opened", "17, 17, Opened", "5, 200, NotAuthentic"})
    void acceptsAnyPadding(int padding, int padLength, String outcome) throws Exception {
        Octets plain = Octets.concat(
                Octets.ofHex(payload(0, 0, "706164646564")), new TestRandom(8).octets(padding), Octets.of((byte)
                        padLength));
        byte[] salted = new byte[12];
        Arrays.fill(salted, 0, 4, (byte) 10);
        byte[] key = new byte[16];
        Arrays.fill(key, (byte) 10);
        int skLength = 4 + 8 + plain.length() + 16;
        Octets front = Octets.concat(
                Octets.ofHex(Messages.SPI_I + Messages.SPI_R + "2e202508"),
                Octets.ofInt(0),
                Octets.ofInt(28 + skLength),
                Octets.ofHex(String.format("2b00%04x", skLength)));
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, salted));
        cipher.updateAAD(front.toByteArray());
        Octets sealed = Octets.of(cipher.doFinal(plain.toByteArray()));
        assertThat(Opening.of(
                        Octets.concat(front, Octets.ofLong(0), sealed), responder(Messages.gcm()), new Reassembly()))
                .startsWith(outcome);
    }

    @DisplayName("R97 fragments are numbered 1 to Total, and only the first names the first payload")
    @ParameterizedTest
    @MethodSource("algorithms")
    void numbersFragments(ProtectionAlgorithm algorithm) throws Exception {
        List<Octets> datagrams = initiator(algorithm).seal(LARGE, 548);
        assertThat(datagrams).hasSizeGreaterThan(5).allMatch(datagram -> datagram.length() <= 548);
        for (int i = 0; i < datagrams.size(); i++) {
            RawMessage.Fragment fragment = (RawMessage.Fragment) MessageCodec.parse(datagrams.get(i));
            assertThat(fragment.number()).isEqualTo(i + 1);
            assertThat(fragment.total()).isEqualTo(datagrams.size());
            assertThat(fragment.firstInner()).isEqualTo(i == 0 ? PayloadType.CERT.code() : 0);
            assertThat(fragment.header()).isEqualTo(LARGE.header());
        }
    }

    @DisplayName("R99 a message that fits is not fragmented, one octet less and it is")
    @ParameterizedTest
    @MethodSource("algorithms")
    void fragmentsOnlyWhatDoesNotFit(ProtectionAlgorithm algorithm) {
        int whole = initiator(algorithm).seal(LARGE, 0).get(0).length();
        assertThat(initiator(algorithm).seal(LARGE, whole)).hasSize(1);
        assertThat(initiator(algorithm).seal(LARGE, whole - 1)).hasSize(2);
    }

    @DisplayName("R99 fragments of every size come together to the message")
    @ParameterizedTest
    @MethodSource("algorithms")
    void reassemblesAnySize(ProtectionAlgorithm algorithm) {
        IkeMessage message = request(new VendorIdPayload(new TestRandom(5).octets(700)));
        for (int size = 150; size < 820; size += 7) {
            MessageProtection responder = responder(algorithm);
            Reassembly reassembly = new Reassembly();
            List<Octets> datagrams = initiator(algorithm).seal(message, size);
            for (int i = 0; i < datagrams.size(); i++) {
                assertThat(Opening.of(datagrams.get(i), responder, reassembly))
                        .isEqualTo(i == datagrams.size() - 1 ? "Opened" : "Incomplete");
            }
        }
    }

    @DisplayName("R99 smaller fragments have a larger Total")
    @Test
    void smallerFragmentsAreMore() {
        MessageProtection initiator = initiator(Messages.gcm());
        assertThat(initiator.seal(LARGE, 548))
                .hasSizeGreaterThan(initiator.seal(LARGE, 1232).size());
    }

    @Test
    void aDatagramWithoutRoomForContentIsTheCallersMistake() {
        MessageProtection initiator = initiator(Messages.gcm());
        assertThatIllegalArgumentException().isThrownBy(() -> initiator.seal(LARGE, 28 + 8 + 25));
        assertThat(initiator.seal(request(new VendorIdPayload(Octets.ofAscii("abcdefgh"))), 28 + 8 + 26))
                .hasSize(12);
    }

    @Test
    void aMessageThatFitsNoPayloadIsTheCallersMistake() {
        IkeMessage huge = request(
                new VendorIdPayload(Octets.of(new byte[40_000])), new VendorIdPayload(Octets.of(new byte[40_000])));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> initiator(Messages.gcm()).seal(huge, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        initiator(Messages.gcm()).seal(request(new VendorIdPayload(Octets.of(new byte[65_532]))), 0));
    }

    @Test
    void sealingTwiceGivesOtherOctets() {
        MessageProtection initiator = initiator(Messages.cbc());
        assertThat(initiator.seal(LARGE, 0)).isNotEqualTo(initiator.seal(LARGE, 0));
    }

    @Test
    void closingWipesBothDirections() throws Exception {
        MessageProtection protection = initiator(Messages.gcm());
        RawMessage.Protected received = (RawMessage.Protected)
                MessageCodec.parse(responder(Messages.gcm()).seal(LARGE, 0).get(0));
        protection.close();
        assertThatIllegalStateException().isThrownBy(() -> protection.seal(LARGE, 0));
        assertThatIllegalStateException().isThrownBy(() -> protection.open(received));
    }

    /** A request of the initiator with content that no encoder would make. */
    private static RawMessage.Protected sealRaw(Octets outer, int firstOuter, int firstInner, String content)
            throws Exception {
        Protection protection = Messages.keyed(Messages.gcm(), 10);
        Octets plain = Octets.ofHex(content);
        int skLength = 4 + protection.sealedLength(plain.length());
        Octets front = Octets.concat(
                Octets.ofHex(Messages.SPI_I + Messages.SPI_R),
                Octets.ofHex(String.format("%02x202508", firstOuter == 0 ? 46 : firstOuter)),
                Octets.ofInt(0),
                Octets.ofInt(28 + outer.length() + skLength),
                outer,
                Octets.ofHex(String.format("%02x00%04x", firstInner, skLength)));
        Octets body = protection.seal(front, plain, new TestRandom(1));
        return (RawMessage.Protected) MessageCodec.parse(Octets.concat(front, body));
    }
}
