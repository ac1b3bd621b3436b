package cygnet.kernel.xfrm;

import com.code_intelligence.jazzer.junit.FuzzTest;
import cygnet.kernel.KernelException;
import cygnet.kernel.netlink.NetlinkMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Whatever a netlink socket delivers, decoding it ends in a value or in a {@link KernelException}. */
class KernelSpeechFuzzTest {
    @FuzzTest(maxDuration = "10s")
    void datagramsNeverBreakTheDecoders(byte[] datagram) {
        ByteBuffer buffer = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
        try {
            for (NetlinkMessage message : NetlinkMessage.decodeAll(buffer)) {
                decode(message);
            }
        } catch (KernelException expected) {
            // Refused with a reason: what the caller is prepared for.
        }
    }

    private static void decode(NetlinkMessage message) throws KernelException {
        switch (message.type()) {
            case XfrmNumbers.MSG_NEWSA -> InventoryDecoder.SadEntry.decode(message);
            case XfrmNumbers.MSG_NEWPOLICY -> InventoryDecoder.policy(message);
            default -> EventDecoder.decode(message);
        }
    }
}
