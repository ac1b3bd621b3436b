package cygnet.daemon.vici;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.Octets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The octets of vici, as charon and swanctl exchange them. */
class ViciCodecTest {
    private static final ViciMessage TREE = ViciMessage.builder()
            .put("key1", "value1")
            .section("section1", s -> s.section("sub-section", t -> t.put("key2", "value2")))
            .list("list1", List.of("item1", "item2"))
            .build();

    @Test
    void messagesAreTheOctetsOfTheProtocol() throws Exception {
        Octets octets = Octets.ofHex("07 02 6261 03 04 6b657931 0006 76616c756531 01 08 73656374696f6e31"
                + "01 0b 7375622d73656374696f6e 03 04 6b657932 0006 76616c756532 02 02"
                + "04 05 6c69737431 05 0005 6974656d31 05 0005 6974656d32 06");
        ViciPacket packet = new ViciPacket.Event("ba", TREE);
        assertThat(packet.encode()).isEqualTo(octets);
        assertThat(ViciPacket.decode(octets)).isEqualTo(packet);
    }

    @ParameterizedTest
    @CsvSource({
        "00057374617473, CmdRequest[name=stats; message=ViciMessage[items=[]]]",
        "03076c6973742d7361, EventRegister[name=list-sa]",
        "04076c6973742d7361, EventUnregister[name=list-sa]",
        "00086c6973742d736173, CmdRequest[name=list-sas; message=ViciMessage[items=[]]]",
        "05, EventConfirm[]",
        "01, CmdResponse[message=ViciMessage[items=[]]]",
        "02, CmdUnknown[]",
        "06, EventUnknown[]",
    })
    void packetsCapturedFromSwanctlAreRead(String hex, String packet) throws Exception {
        ViciPacket decoded = ViciPacket.decode(Octets.ofHex(hex));
        assertThat(decoded.toString().replace(',', ';')).isEqualTo(packet);
        assertThat(decoded.encode().toHex()).isEqualTo(hex);
    }

    /** U+FFFD also stands for what is not UTF-8, which has to be told apart. */
    @Test
    void theReplacementCharacterIsANameLikeAnyOther() throws Exception {
        ViciPacket packet = new ViciPacket.EventRegister("\uFFFD");
        assertThat(ViciPacket.decode(packet.encode())).isEqualTo(packet);
    }

    @Test
    void aTreeIsReadByNames() {
        assertThat(TREE.text("key1")).contains("value1");
        assertThat(TREE.text("key2")).isEmpty();
        assertThat(TREE.section("section1")
                        .orElseThrow()
                        .section("sub-section")
                        .orElseThrow()
                        .text("key2"))
                .contains("value2");
        assertThat(TREE.texts("list1")).containsExactly("item1", "item2");
        assertThat(TREE.texts("list2")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', a packet of 0 octets",
        "08, packet type 8",
        "00, the packet's name is cut off",
        "000561, the packet's name is cut off",
        "0001ff, a name that is not UTF-8",
        "0103, the message is cut off",
        "01030161, the message is cut off",
        "0103016100, the message is cut off",
        "010301610001, the message is cut off",
        "01030107000161, a name with control characters",
        "010101 61, a section does not end",
        "0102, the end of a section that did not begin",
        "01040161, the message is cut off",
        "0104016103016100 00, element type 3 in a list",
        "01050000, element type 5 is out of place",
        "0106, element type 6 is out of place",
        "0107, element type 7 is out of place",
    })
    void whatIsNoPacketIsRefused(String hex, String reason) {
        assertThatThrownBy(() -> ViciPacket.decode(Octets.ofHex(hex)))
                .isInstanceOf(MalformedViciException.class)
                .hasMessage(reason);
    }

    @Test
    void sectionsNestToALimit() throws Exception {
        String open = "010161";
        String close = "02";
        int most = ViciMessageCodec.MAX_DEPTH;
        assertThat(ViciPacket.decode(Octets.ofHex("01" + open.repeat(most) + close.repeat(most))))
                .isInstanceOf(ViciPacket.CmdResponse.class);
        assertThatThrownBy(() -> ViciPacket.decode(Octets.ofHex("01" + open.repeat(100_000))))
                .hasMessage("sections are nested more than 32 deep");
    }

    @Test
    void whatCannotBeSentIsRefusedBeforeItIs() {
        ViciMessage.Builder builder = ViciMessage.builder();
        assertThatThrownBy(() -> builder.put("x".repeat(256), "y")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.put("a\nb", "y")).isInstanceOf(IllegalArgumentException.class);
        Octets tooLong = Octets.owning(new byte[0x10000]);
        assertThatThrownBy(() -> new ViciMessage.Value("x", tooLong)).isInstanceOf(IllegalArgumentException.class);
        for (int i = 0; i < 9; i++) {
            builder.put("x", "y".repeat(0xffff));
        }
        ViciPacket packet = new ViciPacket.CmdResponse(builder.build());
        assertThatThrownBy(packet::encode).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textThatIsTooLongIsCut() {
        assertThat(ViciMessage.builder().put("x", "y".repeat(70_000)).build().text("x"))
                .contains("y".repeat(65_535));
    }

    @Test
    void anyMessageComesBackAsItWas() throws Exception {
        long seed = 20260;
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            ViciPacket packet = new ViciPacket.CmdRequest("c" + i, anyMessage(random, 0));
            assertThat(ViciPacket.decode(packet.encode()))
                    .as("seed %d, message %d", seed, i)
                    .isEqualTo(packet);
        }
    }

    private static ViciMessage anyMessage(Random random, int depth) {
        List<ViciMessage.Item> items = new ArrayList<>();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            String name = anyName(random);
            items.add(
                    switch (random.nextInt(depth < 5 ? 3 : 2)) {
                        case 0 -> new ViciMessage.Value(name, anyOctets(random));
                        case 1 -> new ViciMessage.ValueList(name, List.of(anyOctets(random), anyOctets(random)));
                        default -> new ViciMessage.Section(name, anyMessage(random, depth + 1));
                    });
        }
        return new ViciMessage(items);
    }

    private static String anyName(Random random) {
        return random.ints(random.nextInt(20), ' ', 0x7f)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .append(random.nextInt(4) == 0 ? "ü" : "")
                .toString();
    }

    private static Octets anyOctets(Random random) {
        byte[] octets = new byte[random.nextInt(300)];
        random.nextBytes(octets);
        return Octets.owning(octets);
    }

    @Test
    void segmentsAreCutOutOfTheStreamHoweverItArrives() throws Exception {
        Octets stream = Octets.concat(
                new ViciPacket.EventRegister("list-sa").segment(),
                new ViciPacket.CmdRequest("x", TREE).segment(),
                new ViciPacket.EventConfirm().segment());
        for (int step = 1; step <= stream.length(); step++) {
            SegmentReader reader = new SegmentReader();
            List<ViciPacket> packets = new ArrayList<>();
            for (int at = 0; at < stream.length(); at += step) {
                ByteBuffer piece =
                        stream.slice(at, Math.min(at + step, stream.length())).asByteBuffer();
                for (Octets segment : reader.read(piece)) {
                    packets.add(ViciPacket.decode(segment));
                }
            }
            assertThat(packets)
                    .as("%d octets at once", step)
                    .containsExactly(
                            new ViciPacket.EventRegister("list-sa"),
                            new ViciPacket.CmdRequest("x", TREE),
                            new ViciPacket.EventConfirm());
        }
    }

    @ParameterizedTest
    @CsvSource({"00000000, 0", "00080001, 524289", "ffffffff, 4294967295"})
    void segmentsOfOtherLengthsAreRefused(String hex, String length) {
        assertThatThrownBy(
                        () -> new SegmentReader().read(Octets.ofHex(hex + "00").asByteBuffer()))
                .hasMessage("a segment of " + length + " octets");
    }
}
