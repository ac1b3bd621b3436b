package cygnet.kernel.xfrm;

import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelCommand.AllocateSpi;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.Spi;
import cygnet.kernel.netlink.NetworkOrder;
import java.nio.ByteBuffer;
import java.util.Optional;

/** struct xfrm_usersa_info. */
final class SaStruct {
    static final int OCTETS = 224;

    static final int SELECTOR = 0;
    private static final int DESTINATION = 56;
    private static final int SPI = 72;
    private static final int PROTOCOL = 76;
    private static final int SOURCE = 80;
    private static final int LIMITS = 96;
    /** struct xfrm_lifetime_cur. */
    static final int USED = 160;

    private static final int USED_OCTETS = USED;
    private static final int USED_PACKETS = 168;
    private static final int SEQUENCE = 204;
    private static final int REQID = 208;
    private static final int FAMILY = 212;
    private static final int MODE = 214;
    private static final int REPLAY_WINDOW = 215;
    private static final int FLAGS = 216;

    /** XFRM_STATE_AF_UNSPEC: a tunnel carries both families. */
    private static final int FLAG_ANY_FAMILY = 32;
    /** XFRM_STATE_ALIGN4: AH over IPv4 is padded to 4 octets, not to 8 as over IPv6 (RFC 4302 section 3.3.3.2.1). */
    private static final int FLAG_ALIGN_4 = 64;

    private static final int FLAG_ESN = 128;

    private SaStruct() {}

    static void put(ByteBuffer buffer, int at, AllocateSpi command) {
        AddressField.put(buffer, at + DESTINATION, command.destination());
        AddressField.put(buffer, at + SOURCE, command.source());
        buffer.put(at + PROTOCOL, (byte) command.protocol().ipProtocol());
        buffer.putInt(at + REQID, command.reqid());
        buffer.putShort(at + FAMILY, (short) AddressField.family(command.destination()));
    }

    static void put(ByteBuffer buffer, int at, SecurityAssociation sa) {
        IpAddress destination = sa.id().destination();
        AddressField.put(buffer, at + DESTINATION, destination);
        AddressField.put(buffer, at + SOURCE, sa.source());
        NetworkOrder.putInt(buffer, at + SPI, sa.id().spi().value());
        buffer.put(at + PROTOCOL, (byte) sa.id().protocol().ipProtocol());
        LifetimeStruct.put(buffer, at + LIMITS, sa.limits());
        buffer.putInt(at + SEQUENCE, sa.acquireSequence().orElse(0));
        buffer.putInt(at + REQID, sa.reqid());
        buffer.putShort(at + FAMILY, (short) AddressField.family(destination));
        buffer.put(at + MODE, (byte) modeNumber(sa.mode()));
        if (sa.mode() == Mode.TRANSPORT) {
            SelectorStruct.put(buffer, at + SELECTOR, sa.selector());
        }
        if (!ReplayState.isNeeded(sa)) {
            buffer.put(at + REPLAY_WINDOW, (byte) sa.replayWindow());
        }
        buffer.put(at + FLAGS, (byte) flags(sa));
    }

    /** Gives an SA that is there already other addresses, and what goes with them. */
    static void place(ByteBuffer buffer, int at, SecurityAssociation sa) {
        AddressField.put(buffer, at + DESTINATION, sa.id().destination());
        AddressField.put(buffer, at + SOURCE, sa.source());
        buffer.putInt(at + REQID, sa.reqid());
        buffer.putShort(at + FAMILY, (short) AddressField.family(sa.id().destination()));
        if (sa.mode() == Mode.TRANSPORT) {
            SelectorStruct.put(buffer, at + SELECTOR, sa.selector());
        }
    }

    /** Whether it counts with 64 bits. */
    static boolean isExtended(ByteBuffer buffer, int at) {
        return (buffer.get(at + FLAGS) & FLAG_ESN) != 0;
    }

    private static int flags(SecurityAssociation sa) {
        boolean ahOverIpv4 =
                sa.id().protocol() == IpsecProtocol.AH && !sa.id().destination().isIpv6();
        return (sa.mode() == Mode.TUNNEL ? FLAG_ANY_FAMILY : 0)
                | (ahOverIpv4 ? FLAG_ALIGN_4 : 0)
                | (sa.algorithms().extendedSequenceNumbers() ? FLAG_ESN : 0);
    }

    /** Empty for what IKE does not make: compression, an unknown protocol; and for a larval SA without SPI. */
    static Optional<SaId> id(ByteBuffer buffer, int at) {
        return id(
                AddressField.get(buffer, at + DESTINATION, family(buffer, at)),
                buffer.get(at + PROTOCOL) & 0xff,
                spi(buffer, at));
    }

    static Optional<SaId> id(IpAddress destination, int protocol, int spi) {
        if (!Spi.isValid(spi)) {
            return Optional.empty();
        }
        for (IpsecProtocol known : IpsecProtocol.values()) {
            if (known.ipProtocol() == protocol) {
                return Optional.of(new SaId(destination, known, new Spi(spi)));
            }
        }
        return Optional.empty();
    }

    /** 0 for the larval SA of an ACQUIRE. */
    static int spi(ByteBuffer buffer, int at) {
        return NetworkOrder.getInt(buffer, at + SPI);
    }

    static IpAddress source(ByteBuffer buffer, int at) {
        return AddressField.get(buffer, at + SOURCE, family(buffer, at));
    }

    private static int family(ByteBuffer buffer, int at) {
        return buffer.getShort(at + FAMILY);
    }

    static int sequence(ByteBuffer buffer, int at) {
        return buffer.getInt(at + SEQUENCE);
    }

    static int reqid(ByteBuffer buffer, int at) {
        return buffer.getInt(at + REQID);
    }

    static long octets(ByteBuffer buffer, int at) {
        return buffer.getLong(at + USED_OCTETS);
    }

    static long packets(ByteBuffer buffer, int at) {
        return buffer.getLong(at + USED_PACKETS);
    }

    static Optional<Mode> mode(ByteBuffer buffer, int at) {
        return mode(buffer.get(at + MODE));
    }

    static int modeNumber(Mode mode) {
        return switch (mode) {
            case TRANSPORT -> 0;
            case TUNNEL -> 1;
        };
    }

    /** Empty for the kernel's other modes. */
    static Optional<Mode> mode(int number) {
        for (Mode mode : Mode.values()) {
            if (modeNumber(mode) == number) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
