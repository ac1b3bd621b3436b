package cygnet.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

class OctetsTest {
    private static final Octets OCTETS = Octets.ofHex("01 23 45 67 89 ab cd ef fe");

    @Test
    void numbersAreReadBigEndianAndUnsigned() {
        assertThat(OCTETS.at(8)).isEqualTo(0xfe);
        assertThat(OCTETS.uint16(7)).isEqualTo(0xeffe);
        assertThat(OCTETS.int32(4)).isEqualTo(0x89abcdef);
        assertThat(OCTETS.int64(0)).isEqualTo(0x0123456789abcdefL);
        assertThat(OCTETS.int64(1)).isEqualTo(0x23456789abcdeffeL);
    }

    @Test
    void numbersAreWrittenBigEndian() {
        assertThat(Octets.ofInt(0x89abcdef)).isEqualTo(Octets.ofHex("89abcdef"));
        assertThat(Octets.ofLong(0x89abcdefL)).isEqualTo(Octets.ofHex("0000000089abcdef"));
    }

    @Test
    void theArrayHandedInAndTheArrayHandedOutAreCopies() {
        byte[] bytes = {1, 2, 3};
        Octets octets = Octets.of(bytes);
        bytes[0] = 9;
        octets.toByteArray()[1] = 9;
        assertThat(octets).isEqualTo(Octets.ofHex("010203"));
        assertThatThrownBy(() -> octets.asByteBuffer().put((byte) 9)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void aSliceEqualsTheSameOctetsMadeAnew() {
        Octets slice = OCTETS.slice(2, 5).from(1);
        assertThat(slice).isEqualTo(Octets.ofHex("6789")).hasSameHashCodeAs(Octets.ofHex("6789"));
        assertThat(slice.asByteBuffer().remaining()).isEqualTo(2);
        assertThat(slice.at(1)).isEqualTo(0x89);
    }

    @Test
    void readingBeyondASliceFailsAlthoughTheStorageGoesOn() {
        Octets slice = OCTETS.first(2);
        assertThatThrownBy(() -> slice.at(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.uint16(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.slice(1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.slice(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.at(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void theOrderIsUnsignedAndAPrefixComesFirst() {
        assertThat(Octets.ofHex("80").compareUnsigned(Octets.ofHex("7f"))).isPositive();
        assertThat(Octets.ofHex("80").compareUnsigned(Octets.ofHex("8000"))).isNegative();
        assertThat(OCTETS.first(3).compareUnsigned(Octets.ofHex("012345"))).isZero();
    }

    @Test
    void concatenationAndPrefixesWorkOnSlices() {
        assertThat(Octets.concat(OCTETS.slice(0, 1), Octets.empty(), OCTETS.slice(8, 9)))
                .isEqualTo(Octets.ofHex("01fe"));
        assertThat(OCTETS.startsWith(Octets.ofHex("0123"))).isTrue();
        assertThat(OCTETS.startsWith(Octets.ofHex("23"))).isFalse();
        assertThat(OCTETS.first(1).startsWith(OCTETS)).isFalse();
    }

    @Test
    void onlyZerosAreAllZero() {
        assertThat(Octets.ofHex("0000").isAllZero()).isTrue();
        assertThat(Octets.ofHex("0080").isAllZero()).isFalse();
        assertThat(Octets.ofHex("0180").from(1).isAllZero()).isFalse();
    }

    @Test
    void longStringsArePrintedCut() {
        assertThat(Octets.owning(new byte[65])).hasToString("00".repeat(32) + "...(65 octets)");
        assertThat(Octets.ofHex("DE:AD")).hasToString("dead");
    }
}
