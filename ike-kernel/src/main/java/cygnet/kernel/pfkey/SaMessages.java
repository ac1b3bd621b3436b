package cygnet.kernel.pfkey;

import cygnet.crypto.Secret;
import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelCommand.AllocateSpi;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SaLimits;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.SecurityAssociation.Encapsulation;
import cygnet.ike.registry.TransformId;
import cygnet.kernel.netlink.NetworkOrder;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Requests about the SAD. */
final class SaMessages {
    /** struct sadb_sa, sadb_x_sa2 and sadb_spirange. */
    static final int SA_OCTETS = 16;

    static final int SPI = 4;
    static final int REPLAY = 8;
    static final int STATE = 9;
    private static final int AUTHENTICATION = 10;
    private static final int ENCRYPTION = 11;

    static final int SA2_MODE = 4;
    static final int SA2_REQID = 12;

    /** struct sadb_lifetime. */
    static final int LIFETIME_OCTETS = 32;

    static final int LIFETIME_PACKETS = 4;
    static final int LIFETIME_OCTETS_CARRIED = 8;
    static final int LIFETIME_SECONDS = 16;

    /** struct sadb_key, before the key itself. */
    private static final int KEY_OCTETS = 8;

    private static final int KEY_BITS = 4;

    /** struct sadb_x_nat_t_type and sadb_x_nat_t_port. */
    static final int NAT_T_OCTETS = 8;

    static final int NAT_T_PORT = 4;
    private static final int UDP_ENCAP_ESPINUDP = 2;

    private static final long MOST_PACKETS = 0xffff_ffffL;
    private static final int LEAST_SPI = 0xc000_0000;
    private static final int GREATEST_SPI = 0xcfff_ffff;

    private SaMessages() {}

    static int type(IpsecProtocol protocol) {
        return switch (protocol) {
            case AH -> PfkeyNumbers.SATYPE_AH;
            case ESP -> PfkeyNumbers.SATYPE_ESP;
        };
    }

    /** GETSPI, answered by the larval SA. */
    static PfkeyRequest allocateSpi(AllocateSpi command, int reqid) {
        return new PfkeyRequest(PfkeyNumbers.MSG_GETSPI, type(command.protocol()), writer -> {
            addresses(writer, command.source(), command.destination());
            sa2(writer, reqid);
            int at = writer.extension(PfkeyNumbers.EXT_SPIRANGE, SA_OCTETS);
            writer.buffer().putInt(at + 4, LEAST_SPI);
            writer.buffer().putInt(at + 8, GREATEST_SPI);
        });
    }

    /** Adds an SA; the kernel refuses if there is one with the same destination, protocol and SPI. */
    static PfkeyRequest add(SecurityAssociation sa, int reqid) {
        return withSa(PfkeyNumbers.MSG_ADD, sa, reqid);
    }

    /** Puts an SA in the place of its larval one. */
    static PfkeyRequest replaceLarval(SecurityAssociation sa, int reqid) {
        return withSa(PfkeyNumbers.MSG_UPDATE, sa, reqid);
    }

    /**
     * What an SA takes that PF_KEY has not; an SA gets in as it is meant or not at all.
     *
     * @throws IllegalArgumentException telling which setting would do
     */
    static void require(SecurityAssociation sa) {
        if (sa.mode() != Mode.TRANSPORT) {
            throw new IllegalArgumentException("over PF_KEY only transport mode is available");
        }
        if (sa.algorithms().extendedSequenceNumbers()) {
            PfkeyAbilities.refuse(PfkeyAbilities.obstacle(sa.id().protocol(), TransformId.SN_64_BIT));
        }
        if (sa.replayWindow() > PfkeyAbilities.MOST_REPLAY_WINDOW) {
            throw new IllegalArgumentException(
                    "PF_KEY has no replay window of " + sa.replayWindow() + " packets: write replay_window = 32");
        }
        requireLength(sa.integrityKey(), sa.algorithms().integrityKeyLength());
        if (sa.id().protocol() == IpsecProtocol.ESP) {
            requireLength(sa.encryptionKey(), sa.algorithms().encryptionKeyLength());
        }
    }

    private static void requireLength(Secret key, int octets) {
        if (key.length() != octets) {
            throw new IllegalArgumentException("a key of " + octets + " octets is wanted, not of " + key.length());
        }
    }

    private static PfkeyRequest withSa(int type, SecurityAssociation sa, int reqid) {
        boolean esp = sa.id().protocol() == IpsecProtocol.ESP;
        int cipher = esp ? PfkeyAbilities.cipher(sa.algorithms().encryption()) : PfkeyNumbers.EALG_NONE;
        int mac = PfkeyAbilities.mac(sa.id().protocol(), sa.algorithms().integrity());
        require(sa);
        Optional<Integer> acquired = sa.acquireSequence().filter(s -> s != 0);
        return new PfkeyRequest(type, type(sa.id().protocol()), acquired, writer -> {
            int at = sa(writer, sa.id());
            writer.buffer().put(at + REPLAY, (byte) (sa.direction() == Direction.INBOUND ? sa.replayWindow() : 0));
            writer.buffer().put(at + STATE, (byte) PfkeyNumbers.STATE_MATURE);
            writer.buffer().put(at + AUTHENTICATION, (byte) mac);
            writer.buffer().put(at + ENCRYPTION, (byte) cipher);
            lifetimes(writer, sa.limits());
            addresses(writer, sa.source(), sa.id().destination());
            key(writer, PfkeyNumbers.EXT_KEY_AUTH, sa.integrityKey());
            if (esp) {
                key(writer, PfkeyNumbers.EXT_KEY_ENCRYPT, sa.encryptionKey());
            }
            sa2(writer, reqid);
            sa.encapsulation().ifPresent(ports -> encapsulation(writer, ports));
        });
    }

    static PfkeyRequest delete(SaId id, IpAddress source) {
        return naming(PfkeyNumbers.MSG_DELETE, id, source);
    }

    /** Answered by the SA. */
    static PfkeyRequest query(SaId id, IpAddress source) {
        return naming(PfkeyNumbers.MSG_GET, id, source);
    }

    private static PfkeyRequest naming(int type, SaId id, IpAddress source) {
        return new PfkeyRequest(type, type(id.protocol()), writer -> {
            sa(writer, id);
            addresses(writer, source, id.destination());
        });
    }

    /** Everything, answered by an SA a message. */
    static PfkeyRequest dump() {
        return new PfkeyRequest(PfkeyNumbers.MSG_DUMP, PfkeyNumbers.SATYPE_UNSPEC, writer -> {});
    }

    /** Makes the socket one that hears of ACQUIREs and EXPIREs. */
    static PfkeyRequest register(IpsecProtocol protocol) {
        return new PfkeyRequest(PfkeyNumbers.MSG_REGISTER, type(protocol), writer -> {});
    }

    private static int sa(PfkeyWriter writer, SaId id) {
        int at = writer.extension(PfkeyNumbers.EXT_SA, SA_OCTETS);
        NetworkOrder.putInt(writer.buffer(), at + SPI, id.spi().value());
        return at;
    }

    private static void addresses(PfkeyWriter writer, IpAddress source, IpAddress destination) {
        AddressExtension.put(writer, PfkeyNumbers.EXT_ADDRESS_SRC, source);
        AddressExtension.put(writer, PfkeyNumbers.EXT_ADDRESS_DST, destination);
    }

    private static void sa2(PfkeyWriter writer, int reqid) {
        int at = writer.extension(PfkeyNumbers.EXT_SA2, SA_OCTETS);
        writer.buffer().put(at + SA2_MODE, (byte) PfkeyNumbers.MODE_TRANSPORT);
        writer.buffer().putInt(at + SA2_REQID, reqid);
    }

    /** Both or none: the kernel insists. */
    private static void lifetimes(PfkeyWriter writer, SaLimits limits) {
        if (!limits.equals(SaLimits.NONE)) {
            lifetime(
                    writer,
                    PfkeyNumbers.EXT_LIFETIME_HARD,
                    limits.hardPackets(),
                    limits.hardOctets(),
                    limits.hardSeconds());
            lifetime(
                    writer,
                    PfkeyNumbers.EXT_LIFETIME_SOFT,
                    limits.softPackets(),
                    limits.softOctets(),
                    limits.softSeconds());
        }
    }

    /** What RFC 2367 calls allocations are packets to Linux; an SA without ESN has no more of them than fit 32 bits. */
    static void lifetime(PfkeyWriter writer, int type, long packets, long octets, long seconds) {
        int at = writer.extension(type, LIFETIME_OCTETS);
        ByteBuffer buffer = writer.buffer();
        buffer.putInt(at + LIFETIME_PACKETS, (int) Math.min(packets, MOST_PACKETS));
        buffer.putLong(at + LIFETIME_OCTETS_CARRIED, octets);
        buffer.putLong(at + LIFETIME_SECONDS, seconds);
    }

    private static void key(PfkeyWriter writer, int type, Secret secret) {
        int at = writer.extension(type, KEY_OCTETS + secret.length());
        writer.buffer().putShort(at + KEY_BITS, (short) (secret.length() * Byte.SIZE));
        byte[] key = secret.copy();
        writer.buffer().put(at + KEY_OCTETS, key);
        Arrays.fill(key, (byte) 0);
    }

    /** ESP in UDP (RFC 3948). */
    static void encapsulation(PfkeyWriter writer, Encapsulation ports) {
        int at = writer.extension(PfkeyNumbers.EXT_NAT_T_TYPE, NAT_T_OCTETS);
        writer.buffer().put(at + 4, (byte) UDP_ENCAP_ESPINUDP);
        int source = writer.extension(PfkeyNumbers.EXT_NAT_T_SPORT, NAT_T_OCTETS);
        NetworkOrder.putShort(writer.buffer(), source + NAT_T_PORT, ports.sourcePort());
        int destination = writer.extension(PfkeyNumbers.EXT_NAT_T_DPORT, NAT_T_OCTETS);
        NetworkOrder.putShort(writer.buffer(), destination + NAT_T_PORT, ports.destinationPort());
    }
}
