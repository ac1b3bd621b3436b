package cygnet.daemon.vici;

import cygnet.crypto.Octets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a stream into segments: four octets of length, big-endian, and as many octets. Takes no more memory than has been
 * received.
 */
final class SegmentReader {
    private static final int LENGTH_OCTETS = 4;

    private byte[] received = new byte[256];
    private int count;

    /**
     * Takes what has been received and gives the segments that it completes.
     *
     * @throws MalformedViciException if a segment is too long or empty; nothing can be read after it
     */
    List<Octets> read(ByteBuffer bytes) throws MalformedViciException {
        List<Octets> segments = new ArrayList<>();
        while (bytes.hasRemaining()) {
            int missing = missing();
            int taken = Math.min(missing, bytes.remaining());
            reserve(taken);
            bytes.get(received, count, taken);
            count += taken;
            if (count >= LENGTH_OCTETS && missing() == 0) {
                segments.add(Octets.owning(Arrays.copyOfRange(received, LENGTH_OCTETS, count)));
                count = 0;
            }
        }
        return segments;
    }

    /** How many octets the length, or else the segment, still lacks. */
    private int missing() throws MalformedViciException {
        if (count < LENGTH_OCTETS) {
            return LENGTH_OCTETS - count;
        }
        int length = ByteBuffer.wrap(received).getInt();
        if (length <= 0 || length > ViciPacket.MAX_LENGTH) {
            throw new MalformedViciException("a segment of " + Integer.toUnsignedString(length) + " octets");
        }
        return LENGTH_OCTETS + length - count;
    }

    private void reserve(int more) {
        if (count + more > received.length) {
            byte[] larger = new byte[Math.max(count + more, 2 * received.length)];
            System.arraycopy(received, 0, larger, 0, count);
            received = larger;
        }
    }
}
