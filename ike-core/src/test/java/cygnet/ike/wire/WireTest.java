package cygnet.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import cygnet.crypto.Octets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class WireTest {
    @Test
    void numbersAreBigEndian() throws Exception {
        Octets octets = new WireWriter()
                .uint8(0xfe)
                .uint16(0xfffd)
                .int32(-2)
                .int64(0x0102030405060708L)
                .octets(Octets.ofHex("aabb"))
                .zeros(2)
                .toOctets();
        assertThat(octets).isEqualTo(Octets.ofHex("fe fffd fffffffe 0102030405060708 aabb 0000"));
        WireReader reader = new WireReader(octets, "test");
        assertThat(reader.uint8("a")).isEqualTo(0xfe);
        assertThat(reader.uint16("b")).isEqualTo(0xfffd);
        assertThat(reader.int32("c")).isEqualTo(-2);
        assertThat(reader.int64("d")).isEqualTo(0x0102030405060708L);
        assertThat(reader.octets(2, "e")).isEqualTo(Octets.ofHex("aabb"));
        reader.skip(1, "f");
        assertThat(reader.peekRest()).isEqualTo(Octets.ofHex("00"));
        assertThat(reader.rest()).isEqualTo(Octets.ofHex("00"));
        assertThat(reader.isAtEnd()).isTrue();
        reader.expectEnd();
    }

    @Test
    void nothingIsReadPastTheEnd() {
        WireReader reader = new WireReader(Octets.ofHex("010203"), "thing");
        assertComplaint(() -> reader.int32("Number"), "thing at octet 0: Number needs 4 octets, 3 are left");
        assertComplaint(() -> reader.octets(-1, "Value"), "thing at octet 0: Value needs -1 octets, 3 are left");
        assertComplaint(
                () -> reader.octets(Integer.MAX_VALUE, "Value"),
                "thing at octet 0: Value needs 2147483647 octets, 3 are left");
        assertComplaint(reader::expectEnd, "thing at octet 0: 3 octets behind its end");
    }

    @Test
    void aPartEndsWhereItIsSaidToAndCountsFromTheBeginning() throws Exception {
        WireReader reader = new WireReader(Octets.ofHex("0102030405"), "whole");
        reader.skip(1, "first");
        WireReader part = reader.part(3, "part");
        part.skip(2, "two");
        assertThat(part.offset()).isEqualTo(3);
        assertComplaint(() -> part.uint16("Field"), "part at octet 3: Field needs 2 octets, 1 are left");
        assertThat(reader.uint8("last")).isEqualTo(5);
    }

    @Test
    void complaintsCostNoStackTrace() {
        assertThat(new MalformedException("x").getStackTrace()).isEmpty();
    }

    @Test
    void writingGoesOnWhereTheBufferHasToGrow() {
        for (int before = 505; before < 520; before++) {
            WireWriter writer = new WireWriter();
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < before; i++) {
                writer.uint8(i & 0xff);
                expected.append(String.format("%02x", i & 0xff));
            }
            writer.uint16(0xabcd)
                    .octets(Octets.ofHex("0102030405060708"))
                    .int32(7)
                    .zeros(3)
                    .uint8(9);
            assertThat(writer.toOctets().toHex())
                    .isEqualTo(expected + "abcd010203040506070800000007" + "000000" + "09");
        }
    }

    @Test
    void largeOctetsGrowTheBufferAtOnce() {
        Octets large = Octets.of(new byte[100_000]);
        assertThat(new WireWriter().uint8(1).octets(large).uint8(2).length()).isEqualTo(100_002);
    }

    @Test
    void lengthsArePatchedAfterwards() {
        WireWriter writer = new WireWriter().zeros(8);
        writer.patchUint8(0, 0xff);
        writer.patchUint16(1, 0xabcd);
        writer.patchInt32(3, -2);
        assertThat(writer.toOctets()).isEqualTo(Octets.ofHex("ff abcd fffffffe 00"));
    }

    @Test
    void whatDoesNotFitItsFieldIsRefused() {
        WireWriter writer = new WireWriter();
        assertThatIllegalArgumentException().isThrownBy(() -> writer.uint8(256));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.uint8(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.uint16(65536));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> writer.patchUint8(0, 1));
    }

    private static void assertComplaint(ThrowingCallable reading, String complaint) {
        assertThatExceptionOfType(MalformedException.class).isThrownBy(reading).withMessage(complaint);
    }
}
