package cygnet.kernel.pfkey;

import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.Policy.Protect;
import cygnet.ike.ipsec.PolicySelector;
import java.nio.ByteBuffer;

/** Requests about the SPD: KAME's extensions, with the priority that Linux adds. */
final class PolicyMessages {
    /** struct sadb_x_policy. */
    static final int POLICY_OCTETS = 16;

    static final int TYPE = 4;
    static final int DIRECTION = 6;
    static final int INDEX = 8;
    static final int PRIORITY = 12;

    /** struct sadb_x_ipsecrequest, behind the policy. Its length is in octets. */
    static final int REQUEST_OCTETS = 16;

    static final int REQUEST_PROTOCOL = 2;
    static final int REQUEST_MODE = 4;
    static final int REQUEST_LEVEL = 5;
    static final int REQUEST_REQID = 8;

    static final int TYPE_DISCARD = 0;
    static final int TYPE_NONE = 1;
    static final int TYPE_IPSEC = 2;
    static final int TYPE_BYPASS = 4;

    static final int LEVEL_USE = 1;
    static final int LEVEL_UNIQUE = 3;

    private PolicyMessages() {}

    /**
     * SPDUPDATE, which adds the policy if there is none to replace.
     *
     * @param reqid the stand-in for the policy's, if it protects
     * @throws IllegalArgumentException if PF_KEY cannot say it
     */
    static PfkeyRequest put(Policy policy, int reqid) {
        requireSayable(policy.selector());
        if (policy.action() instanceof Protect protect && protect.mode() != Mode.TRANSPORT) {
            throw new IllegalArgumentException("over PF_KEY only transport mode is available");
        }
        return new PfkeyRequest(PfkeyNumbers.MSG_SPDUPDATE, PfkeyNumbers.SATYPE_UNSPEC, writer -> {
            selector(writer, policy.selector());
            if (!policy.life().isZero()) {
                SaMessages.lifetime(
                        writer,
                        PfkeyNumbers.EXT_LIFETIME_HARD,
                        0,
                        0,
                        policy.life().toSeconds());
            }
            boolean protects = policy.action() instanceof Protect;
            int at = policy(writer, policy.direction(), protects ? REQUEST_OCTETS : 0);
            writer.buffer().putShort(at + TYPE, (short) type(policy.action()));
            writer.buffer().putInt(at + PRIORITY, policy.priority());
            if (policy.action() instanceof Protect protect) {
                request(writer.buffer(), at + POLICY_OCTETS, policy.direction(), protect, reqid);
            }
        });
    }

    private static int type(Policy.Action action) {
        if (action instanceof Policy.Block) {
            return TYPE_DISCARD;
        }
        return action instanceof Protect ? TYPE_IPSEC : TYPE_NONE;
    }

    /** Inbound "use" has no reqid: whatever comes is taken. Outbound it would let packets go in clear, so there is none. */
    private static void request(ByteBuffer buffer, int at, Direction direction, Protect protect, int reqid) {
        boolean optional = !protect.required() && direction == Direction.INBOUND;
        buffer.putShort(at, (short) REQUEST_OCTETS);
        buffer.putShort(at + REQUEST_PROTOCOL, (short) protect.protocol().ipProtocol());
        buffer.put(at + REQUEST_MODE, (byte) PfkeyNumbers.MODE_TRANSPORT);
        buffer.put(at + REQUEST_LEVEL, (byte) (optional ? LEVEL_USE : LEVEL_UNIQUE));
        buffer.putInt(at + REQUEST_REQID, optional ? 0 : reqid);
    }

    static PfkeyRequest delete(PolicySelector selector, Direction direction) {
        requireSayable(selector);
        return new PfkeyRequest(PfkeyNumbers.MSG_SPDDELETE, PfkeyNumbers.SATYPE_UNSPEC, writer -> {
            selector(writer, selector);
            policy(writer, direction, 0);
        });
    }

    /** Answered by the policy with this number. */
    static PfkeyRequest query(int index) {
        return new PfkeyRequest(PfkeyNumbers.MSG_SPDGET, PfkeyNumbers.SATYPE_UNSPEC, writer -> {
            int at = writer.extension(PfkeyNumbers.EXT_POLICY, POLICY_OCTETS);
            writer.buffer().putInt(at + INDEX, index);
        });
    }

    /** Everything, answered by a policy a message. */
    static PfkeyRequest dump() {
        return new PfkeyRequest(PfkeyNumbers.MSG_SPDDUMP, PfkeyNumbers.SATYPE_UNSPEC, writer -> {});
    }

    static int directionNumber(Direction direction) {
        return switch (direction) {
            case INBOUND -> 1;
            case OUTBOUND -> 2;
        };
    }

    private static int policy(PfkeyWriter writer, Direction direction, int more) {
        int at = writer.extension(PfkeyNumbers.EXT_POLICY, POLICY_OCTETS + more);
        writer.buffer().put(at + DIRECTION, (byte) directionNumber(direction));
        return at;
    }

    private static void requireSayable(PolicySelector selector) {
        if (selector.sourcePort() == 0 || selector.destinationPort() == 0) {
            throw new IllegalArgumentException("PF_KEY cannot say port, ICMP type or code 0: there it is any");
        }
    }

    private static void selector(PfkeyWriter writer, PolicySelector selector) {
        int protocol = AddressExtension.protocolNumber(selector.protocol());
        AddressExtension.put(
                writer, PfkeyNumbers.EXT_ADDRESS_SRC, selector.source(), protocol, port(selector.sourcePort()));
        AddressExtension.put(
                writer,
                PfkeyNumbers.EXT_ADDRESS_DST,
                selector.destination(),
                protocol,
                port(selector.destinationPort()));
    }

    private static int port(int port) {
        return port == PolicySelector.ANY_PORT ? 0 : port;
    }
}
