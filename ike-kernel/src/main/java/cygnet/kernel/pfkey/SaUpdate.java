package cygnet.kernel.pfkey;

import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.SecurityAssociation.Encapsulation;
import cygnet.kernel.KernelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An SA as the kernel tells it, to be given back with other UDP ports. The kernel takes over the ports and the limits, and keeps
 * keys, sequence numbers and replay window. Holds the keys until it is closed.
 */
final class SaUpdate implements AutoCloseable {
    private static final List<Integer> KEPT = List.of(
            PfkeyNumbers.EXT_SA,
            PfkeyNumbers.EXT_LIFETIME_HARD,
            PfkeyNumbers.EXT_LIFETIME_SOFT,
            PfkeyNumbers.EXT_ADDRESS_SRC,
            PfkeyNumbers.EXT_ADDRESS_DST,
            PfkeyNumbers.EXT_KEY_AUTH,
            PfkeyNumbers.EXT_KEY_ENCRYPT,
            PfkeyNumbers.EXT_SA2);

    private final SadEntry sa;
    private final int saType;
    private final List<ByteBuffer> extensions;

    private SaUpdate(SadEntry sa, int saType, List<ByteBuffer> extensions) {
        this.sa = sa;
        this.saType = saType;
        this.extensions = extensions;
    }

    /** Takes a copy of the kernel's answer. */
    static SaUpdate of(PfkeyMessage message) throws KernelException {
        SadEntry entry = SadEntry.decode(message).orElseThrow(() -> new KernelException("this is no SA of IKE"));
        List<ByteBuffer> extensions = new ArrayList<>();
        for (int type : KEPT) {
            message.find(type, PfkeyMessage.UNIT).ifPresent(extension -> extensions.add(copy(extension)));
        }
        return new SaUpdate(entry, message.saType(), extensions);
    }

    private static ByteBuffer copy(ByteBuffer extension) {
        byte[] octets = new byte[extension.limit()];
        extension.get(0, octets);
        return ByteBuffer.wrap(octets).order(ByteOrder.nativeOrder());
    }

    /**
     * The request that gives the SA its new ports.
     *
     * @param standIn the reqid that it is to have
     * @throws IllegalArgumentException if more than the ports is to change: PF_KEY does not tell sequence numbers, and an SA
     *     that began with them anew would be taken for a replay
     */
    PfkeyRequest to(SecurityAssociation target, int standIn) {
        boolean inPlace = sa.id().filter(target.id()::equals).isPresent()
                && sa.source().equals(target.source())
                && sa.standIn() == standIn
                && sa.encapsulated() == target.encapsulation().isPresent();
        if (!inPlace) {
            throw new IllegalArgumentException("PF_KEY cannot move an SA to other addresses: it takes a new one");
        }
        Optional<Encapsulation> ports = target.encapsulation();
        return new PfkeyRequest(PfkeyNumbers.MSG_UPDATE, saType, writer -> {
            extensions.forEach(writer::copy);
            ports.ifPresent(p -> SaMessages.encapsulation(writer, p));
        });
    }

    /** Wipes the keys. */
    @Override
    public void close() {
        for (ByteBuffer extension : extensions) {
            for (int i = 0; i < extension.limit(); i++) {
                extension.put(i, (byte) 0);
            }
        }
    }
}
