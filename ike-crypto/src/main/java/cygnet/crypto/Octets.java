package cygnet.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable string of octets. Slices share their parent's storage, so that decoding a message copies nothing.
 *
 * <p>Multi-octet numbers are read big-endian, as everywhere in IKE.
 */
public final class Octets {
    private static final Octets EMPTY = new Octets(new byte[0], 0, 0);

    private final byte[] storage;
    private final int offset;
    private final int length;

    private Octets(byte[] storage, int offset, int length) {
        this.storage = storage;
        this.offset = offset;
        this.length = length;
    }

    public static Octets empty() {
        return EMPTY;
    }

    /** Copies {@code bytes}. */
    public static Octets of(byte... bytes) {
        return bytes.length == 0 ? EMPTY : new Octets(bytes.clone(), 0, bytes.length);
    }

    /** Takes {@code bytes} over without a copy: the caller must never touch the array again. */
    public static Octets owning(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Octets(bytes, 0, bytes.length);
    }

    public static Octets ofAscii(String text) {
        return owning(text.getBytes(StandardCharsets.US_ASCII));
    }

    public static Octets ofUtf8(String text) {
        return owning(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Parses hexadecimal digits; white space and colons between them are ignored. */
    public static Octets ofHex(String hex) {
        return owning(HexFormat.of().parseHex(hex.replaceAll("[\\s:]", "")));
    }

    /** {@code value} as four octets, big-endian. */
    public static Octets ofInt(int value) {
        return owning(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    /** {@code value} as eight octets, big-endian. */
    public static Octets ofLong(long value) {
        return owning(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** The octet at {@code index} as 0 to 255. */
    public int at(int index) {
        checkRange(index, index + 1);
        return storage[offset + index] & 0xff;
    }

    /** The unsigned 16-bit number that begins at {@code index}. */
    public int uint16(int index) {
        return (at(index) << 8) | at(index + 1);
    }

    /** The 32 bits that begin at {@code index}. */
    public int int32(int index) {
        return (uint16(index) << 16) | uint16(index + 2);
    }

    /** The 64 bits that begin at {@code index}. */
    public long int64(int index) {
        return ((long) int32(index) << 32) | (int32(index + 4) & 0xffff_ffffL);
    }

    public boolean isAllZero() {
        int or = 0;
        for (int i = 0; i < length; i++) {
            or |= storage[offset + i];
        }
        return or == 0;
    }

    /** The octets from {@code from} (inclusive) to {@code to} (exclusive), sharing storage. */
    public Octets slice(int from, int to) {
        checkRange(from, to);
        return from == to ? EMPTY : new Octets(storage, offset + from, to - from);
    }

    public Octets from(int from) {
        return slice(from, length);
    }

    public Octets first(int count) {
        return slice(0, count);
    }

    public boolean startsWith(Octets prefix) {
        return length >= prefix.length && first(prefix.length).equals(prefix);
    }

    public static Octets concat(Octets... parts) {
        int total = 0;
        for (Octets part : parts) {
            total = Math.addExact(total, part.length);
        }
        byte[] joined = new byte[total];
        int at = 0;
        for (Octets part : parts) {
            part.copyTo(joined, at);
            at += part.length;
        }
        return owning(joined);
    }

    public void copyTo(byte[] target, int at) {
        System.arraycopy(storage, offset, target, at, length);
    }

    public byte[] toByteArray() {
        return Arrays.copyOfRange(storage, offset, offset + length);
    }

    /** A read-only view. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(storage, offset, length).slice().asReadOnlyBuffer();
    }

    public String toHex() {
        return HexFormat.of().formatHex(storage, offset, offset + length);
    }

    /** Lexicographic order of unsigned octets; a proper prefix is the smaller (RFC 7296 section 2.8.1). */
    public int compareUnsigned(Octets other) {
        return Arrays.compareUnsigned(
                storage, offset, offset + length, other.storage, other.offset, other.offset + other.length);
    }

    private void checkRange(int from, int to) {
        if (from < 0 || to < from || to > length) {
            throw new IndexOutOfBoundsException("octets " + from + " to " + to + " of " + length);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets that
                && Arrays.equals(
                        storage, offset, offset + length, that.storage, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + storage[offset + i];
        }
        return hash;
    }

    /** Hexadecimal; long strings are cut. */
    @Override
    public String toString() {
        return length <= 64 ? toHex() : first(32).toHex() + "...(" + length + " octets)";
    }
}
