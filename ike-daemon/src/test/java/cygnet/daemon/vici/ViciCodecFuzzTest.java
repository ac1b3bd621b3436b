package cygnet.daemon.vici;

import com.code_intelligence.jazzer.junit.FuzzTest;
import cygnet.crypto.Octets;
import java.nio.ByteBuffer;

/** Whatever a client sends is a packet, which comes back as it was, or is refused. */
class ViciCodecFuzzTest {
    @FuzzTest
    void anyOctetsAreAPacketOrRefused(byte[] octets) {
        try {
            ViciPacket packet = ViciPacket.decode(Octets.of(octets));
            if (!ViciPacket.decode(packet.encode()).equals(packet)) {
                throw new AssertionError("changed by encoding: " + packet);
            }
        } catch (MalformedViciException e) {
            // what an attacker deserves
        }
    }

    @FuzzTest
    void anyStreamIsCutIntoSegmentsOrRefused(byte[] octets) {
        try {
            SegmentReader reader = new SegmentReader();
            int half = octets.length / 2;
            reader.read(ByteBuffer.wrap(octets, 0, half));
            reader.read(ByteBuffer.wrap(octets, half, octets.length - half));
        } catch (MalformedViciException e) {
            // likewise
        }
    }
}
