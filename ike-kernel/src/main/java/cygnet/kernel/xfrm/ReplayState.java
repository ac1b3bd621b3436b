package cygnet.kernel.xfrm;

import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.kernel.netlink.MessageWriter;

/**
 * struct xfrm_replay_state_esn. The window's size has a field of its own in xfrm_usersa_info, which serves up to 32
 * packets and 32-bit sequence numbers.
 */
final class ReplayState {
    private static final int WITHOUT_BITMAP_OCTETS = 24;
    private static final int BITMAP_WORDS = 0;
    private static final int WINDOW = 20;
    private static final int LARGEST_PLAIN_WINDOW = 32;

    private ReplayState() {}

    static boolean isNeeded(SecurityAssociation sa) {
        return sa.algorithms().extendedSequenceNumbers() || sa.replayWindow() > LARGEST_PLAIN_WINDOW;
    }

    static void write(MessageWriter writer, SecurityAssociation sa) {
        int window = sa.replayWindow();
        if (sa.direction() == Direction.OUTBOUND) {
            // Nothing arrives on it, but with ESN kernels before 6.10 refuse a window of zero.
            window = Math.max(window, 1);
        }
        int words = (window + Integer.SIZE - 1) / Integer.SIZE;
        int at = writer.attribute(XfrmNumbers.ATTR_REPLAY_ESN_VAL, WITHOUT_BITMAP_OCTETS + words * Integer.BYTES);
        writer.buffer().putInt(at + BITMAP_WORDS, words);
        writer.buffer().putInt(at + WINDOW, window);
    }
}
