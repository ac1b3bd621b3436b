package cygnet.ike.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import cygnet.ike.negotiation.Proposal;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.MalformedException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The insides of SA payloads as peers send them. */
class ReceivedProposalsTest {
    private static final String PRF = "00 00 0008 02 00 0005";

    @DisplayName("R48 numbers, lengths, counts and markers of an SA payload agree")
    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void refuses(String what, String hex) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> Bodies.decode(PayloadType.SA, hex))
                .withMessageContaining("at octet");
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                arguments("nothing", ""),
                arguments("half a proposal", "00 00 0010 01 01"),
                arguments("proposal of length zero", "00 00 0000 01 01 00 01" + PRF),
                arguments("proposal shorter than its header", "00 00 0007 01 01 00 01" + PRF),
                arguments("proposal longer than the payload", "00 00 0011 01 01 00 01" + PRF),
                arguments("proposal shorter than its transforms", "00 00 000f 01 01 00 01" + PRF),
                arguments("more proposals announced", "02 00 0010 01 01 00 01" + PRF),
                arguments("last proposal is not last", "00 00 0010 01 01 00 01" + PRF + "00 00 0008 02 01 00 00"),
                arguments("strange marker", "01 00 0010 01 01 00 01" + PRF),
                arguments("marker of a transform", "03 00 0008 01 01 00 00 00 00 0008 02 01 00 00"),
                arguments("number zero", "00 00 0010 00 01 00 01" + PRF),
                arguments("number repeated", "02 00 0008 01 01 00 00 00 00 0008 01 01 00 00"),
                arguments("number left out", "02 00 0008 01 01 00 00 00 00 0008 03 01 00 00"),
                arguments("fewer transforms than counted", "00 00 0010 01 01 00 02" + PRF),
                arguments("255 transforms in one", "00 00 0010 01 01 00 ff" + PRF),
                arguments("more transforms than counted", "00 00 0010 01 01 00 00" + PRF),
                arguments("more transforms announced", "00 00 0010 01 01 00 01 03 00 0008 02 00 0005"),
                arguments("last transform is not last", "00 00 0018 01 01 00 02" + PRF + PRF),
                arguments("transform of length zero", "00 00 0010 01 01 00 01 00 00 0000 02 00 0005"),
                arguments("transform shorter than its header", "00 00 0010 01 01 00 01 00 00 0007 02 00 0005"),
                arguments("transform longer than the proposal", "00 00 0010 01 01 00 01 00 00 000c 02 00 0005"),
                arguments("half an attribute", "00 00 0012 01 01 00 01 00 00 000a 01 00 000c 800e"),
                arguments("attribute too long", "00 00 0014 01 01 00 01 00 00 000c 01 00 000c 000f0001"),
                arguments("SPI beyond the proposal", "00 00 0008 01 01 ff 00"),
                arguments("SPI of 4 octets for IKE", "00 00 000c 01 01 04 00 01020304"),
                arguments("SPI zero for IKE", "00 00 0010 01 01 08 00 0000000000000000"),
                arguments("no SPI for ESP", "00 00 0008 01 03 00 00"),
                arguments("SPI of 8 octets for ESP", "00 00 0010 01 03 08 00 0102030405060708"),
                arguments("reserved SPI for ESP", "00 00 000c 01 03 04 00 000000ff"),
                arguments("no SPI for AH", "00 00 0008 01 02 00 00"));
    }

    @Test
    void theProtocolAndTheSpiOfAnUnknownProtocolMayBeAnything() throws Exception {
        assertThat(proposals("00 00 000a 01 09 02 00 abcd").get(0).protocol()).hasToString("protocol 9");
    }

    @Test
    void theEighteenProposalsOfWindowsAreAccepted() throws Exception {
        assertThat(proposals(numbered(18))).hasSize(18);
        assertThat(proposals(numbered(32))).hasSize(32);
    }

    @Test
    void aFloodOfProposalsOrTransformsIsRefused() {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> proposals(numbered(33)))
                .withMessageContaining("33 proposals");
        String transforms = "03 00 0008 02 00 0005".repeat(254) + PRF;
        String three = "02 00 0800 01 01 00 ff" + transforms + "02 00 0800 02 01 00 ff" + transforms
                + "00 00 0800 03 01 00 ff" + transforms;
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> proposals(three))
                .withMessageContaining("765 transforms");
    }

    private static String numbered(int count) {
        StringBuilder hex = new StringBuilder();
        for (int number = 1; number <= count; number++) {
            hex.append(String.format("%02x 00 0008 %02x 01 00 00", number == count ? 0 : 2, number));
        }
        return hex.toString();
    }

    private static List<Proposal> proposals(String hex) throws MalformedException {
        return ((SaPayload) Bodies.decode(PayloadType.SA, hex)).proposals();
    }
}
