package cygnet.kernel.xfrm;

import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.Policy.Protect;
import cygnet.ike.ipsec.PolicySelector;
import java.nio.ByteBuffer;
import java.util.Optional;

/** struct xfrm_user_tmpl: which SA a policy wants. */
final class TemplateStruct {
    static final int OCTETS = 64;

    private static final int DESTINATION = 0;
    private static final int PROTOCOL = 20;
    private static final int FAMILY = 24;
    private static final int SOURCE = 28;
    private static final int REQID = 44;
    private static final int MODE = 48;
    private static final int OPTIONAL = 50;
    private static final int AUTHENTICATION_ALGORITHMS = 52;
    private static final int ENCRYPTION_ALGORITHMS = 56;
    private static final int COMPRESSION_ALGORITHMS = 60;

    private static final int ANY_ALGORITHM = -1;

    private TemplateStruct() {}

    static void put(ByteBuffer buffer, int at, Policy policy, Protect protect) {
        PolicySelector selector = policy.selector();
        if (protect.mode() == Mode.TUNNEL) {
            // The selector is one of hosts: they are the tunnel's ends.
            AddressField.put(buffer, at + DESTINATION, selector.destination().address());
            AddressField.put(buffer, at + SOURCE, selector.source().address());
        }
        buffer.put(at + PROTOCOL, (byte) protect.protocol().ipProtocol());
        buffer.putShort(
                at + FAMILY, (short) AddressField.family(selector.source().address()));
        buffer.putInt(at + REQID, protect.reqid());
        buffer.put(at + MODE, (byte) SaStruct.modeNumber(protect.mode()));
        // Outbound, an optional template would let packets go in clear until the SA is there.
        boolean optional = !protect.required() && policy.direction() == Direction.INBOUND;
        buffer.put(at + OPTIONAL, (byte) (optional ? 1 : 0));
        buffer.putInt(at + AUTHENTICATION_ALGORITHMS, ANY_ALGORITHM);
        buffer.putInt(at + ENCRYPTION_ALGORITHMS, ANY_ALGORITHM);
        buffer.putInt(at + COMPRESSION_ALGORITHMS, ANY_ALGORITHM);
    }

    static int reqid(ByteBuffer buffer, int at) {
        return buffer.getInt(at + REQID);
    }

    /** Empty for a protocol or a mode that IKE does not make. */
    static Optional<Protect> protect(ByteBuffer buffer, int at) {
        Optional<Mode> mode = SaStruct.mode(buffer.get(at + MODE));
        for (IpsecProtocol protocol : IpsecProtocol.values()) {
            if (mode.isPresent() && protocol.ipProtocol() == (buffer.get(at + PROTOCOL) & 0xff)) {
                boolean required = buffer.get(at + OPTIONAL) == 0;
                return Optional.of(new Protect(protocol, mode.get(), reqid(buffer, at), required));
            }
        }
        return Optional.empty();
    }
}
