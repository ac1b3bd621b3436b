package cygnet.ike.message;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.payload.KePayload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.TransformId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What AUTH covers of IKE_INTERMEDIATE (RFC 9242 section 3.3.2, figure 1), octet by octet. */
class ContentOctetsTest {
    private static final IkeHeader HEADER = IkeHeader.of(
            new IkeSpi(0x0102030405060708L),
            new IkeSpi(0x1112131415161718L),
            ExchangeType.IKE_INTERMEDIATE,
            true,
            false,
            1);

    @Test
    void aRequestIsItsHeadersWithAdjustedLengthsAndItsInnerPayloads() {
        IkeMessage message =
                new IkeMessage(HEADER, List.of(new KePayload(TransformId.KE_ML_KEM_768, Octets.ofHex("aabbccdd"))));

        assertThat(ContentOctets.of(message).authenticated().toHex())
                .isEqualTo(
                        "01020304050607081112131415161718" // SPIs
                                + "2e202b08" // Next Payload SK, version 2.0, IKE_INTERMEDIATE, flag I
                                + "00000001" // Message ID
                                + "0000002c" // Length: 28 + 4 + 12
                                + "22000010" // SK: Next Payload KE, length 4 + 12
                                + "0000000c00240000aabbccdd"); // KE of method 36
    }

    @Test
    void anEmptyEncryptedPayloadHasNoPayloadChunk() {
        assertThat(ContentOctets.of(new IkeMessage(HEADER, List.of()))
                        .authenticated()
                        .toHex())
                .endsWith("00000020" + "00000004");
    }

    /** "the RESERVED field [...] MUST be set to the value of the RESERVED field" of the first fragment. */
    @Test
    void fragmentsAreTakenAsIfTheyHadComeInOnePiece() {
        String front =
                "01020304050607081112131415161718" + "35202b08" + "00000001" + "000001f4" + "225501d8" + "00010003";

        assertThat(ContentOctets.ofFragments(Octets.ofHex(front), Octets.ofHex("0000000c00240000aabbccdd"))
                        .authenticated()
                        .toHex())
                .isEqualTo("01020304050607081112131415161718" + "2e202b08" + "00000001" + "0000002c" + "22550010"
                        + "0000000c00240000aabbccdd");
    }
}
