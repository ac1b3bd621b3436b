package cygnet.ike.wire;

import cygnet.crypto.Octets;

/**
 * Reads big-endian numbers and slices from octets, and never past their end. A slice shares the storage, so reading
 * copies nothing.
 *
 * <p>Every complaint names the structure that is being read and the offset of the field in the outermost octets.
 */
public final class WireReader {
    private final Octets octets;
    private final String place;
    private final int base;
    private int position;

    /**
     * Reads from the first octet.
     *
     * @param place what the octets are, for complaints: "IKE header"
     */
    public WireReader(Octets octets, String place) {
        this(octets, place, 0);
    }

    private WireReader(Octets octets, String place, int base) {
        this.octets = octets;
        this.place = place;
        this.base = base;
    }

    /** Octets that are left. */
    public int remaining() {
        return octets.length() - position;
    }

    public boolean isAtEnd() {
        return remaining() == 0;
    }

    /** Where the next octet is, counted from the start of the outermost octets. */
    public int offset() {
        return base + position;
    }

    /** 0 to 255. */
    public int uint8(String field) throws MalformedException {
        return octets.at(advance(1, field));
    }

    /** 0 to 65535. */
    public int uint16(String field) throws MalformedException {
        return octets.uint16(advance(2, field));
    }

    public int int32(String field) throws MalformedException {
        return octets.int32(advance(4, field));
    }

    public long int64(String field) throws MalformedException {
        return octets.int64(advance(8, field));
    }

    /** The next {@code length} octets, sharing storage. */
    public Octets octets(int length, String field) throws MalformedException {
        int from = advance(length, field);
        return octets.slice(from, from + length);
    }

    /** All that is left, perhaps nothing. */
    public Octets rest() {
        Octets rest = octets.from(position);
        position = octets.length();
        return rest;
    }

    /** All that is left, perhaps nothing, without going past it. */
    public Octets peekRest() {
        return octets.from(position);
    }

    public void skip(int length, String field) throws MalformedException {
        advance(length, field);
    }

    /** A reader of the next {@code length} octets alone. */
    public WireReader part(int length, String partPlace) throws MalformedException {
        int from = advance(length, partPlace);
        return new WireReader(octets.slice(from, from + length), partPlace, base + from);
    }

    /** Complains unless everything has been read. */
    public void expectEnd() throws MalformedException {
        if (!isAtEnd()) {
            throw malformed(remaining() + " octets behind its end");
        }
    }

    /** An exception to throw, naming this place. */
    public MalformedException malformed(String problem) {
        return new MalformedException(place + " at octet " + offset() + ": " + problem);
    }

    private int advance(int length, String field) throws MalformedException {
        if (length < 0 || length > remaining()) {
            throw malformed(field + " needs " + length + " octets, " + remaining() + " are left");
        }
        int from = position;
        position += length;
        return from;
    }
}
