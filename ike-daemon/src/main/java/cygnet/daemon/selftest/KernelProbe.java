package cygnet.daemon.selftest;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.ChildAlgorithms;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SaLimits;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.kernel.Kernel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tries whether the kernel has the configured ESP algorithms, by adding an SA between loopback addresses that no policy
 * leads to, and deleting it. Without this a missing module would show only when the first peer is to be protected; with
 * it, modules that take a second to load are there when they are needed.
 */
public final class KernelProbe {
    private static final IpAddress SOURCE = IpAddress.parse("127.0.0.1");
    private static final IpAddress DESTINATION = IpAddress.parse("127.0.0.2");
    private static final int CHACHA20_KEY_BITS = 256;
    private static final int PROBE_SPI = 0x0043_5947; // "CYG", outside the range that SPIs are allocated from

    private final Kernel kernel;

    public KernelProbe(Kernel kernel) {
        this.kernel = kernel;
    }

    /** A line for each algorithm of the proposals that the kernel refuses; a single one if it refuses all. */
    public List<String> run(List<Proposal> espProposals) {
        Set<ChildAlgorithms> all = new LinkedHashSet<>();
        for (Proposal proposal : espProposals) {
            for (Transform cipher : proposal.transforms(TransformType.ENCR)) {
                List<Transform> macs = proposal.transforms(TransformType.INTEG);
                if (macs.isEmpty()) {
                    all.add(algorithms(cipher, TransformId.INTEG_NONE));
                }
                macs.forEach(mac -> all.add(algorithms(cipher, mac.id())));
            }
        }
        List<String> refused = new ArrayList<>();
        for (ChildAlgorithms algorithms : all) {
            if (kernel.perform(List.of(new KernelCommand.AddSa(sa(algorithms))))
                    instanceof KernelResult.Failed failed) {
                refused.add("the kernel cannot encrypt with " + algorithms + ": " + failed.cause());
            } else {
                kernel.perform(List.of(new KernelCommand.DeleteSa(id(), SOURCE)));
            }
        }
        return refused.size() > 1 && refused.size() == all.size()
                ? List.of("the kernel cannot encrypt at all; the first of " + all.size() + " tries: " + refused.get(0))
                : refused;
    }

    private static ChildAlgorithms algorithms(Transform cipher, TransformId integrity) {
        int keyBits = cipher.id().equals(TransformId.ENCR_CHACHA20_POLY1305) ? CHACHA20_KEY_BITS : cipher.keyBits();
        return new ChildAlgorithms(cipher.id(), keyBits, integrity, false);
    }

    private static SaId id() {
        return new SaId(DESTINATION, IpsecProtocol.ESP, new Spi(PROBE_SPI));
    }

    private static SecurityAssociation sa(ChildAlgorithms algorithms) {
        return new SecurityAssociation(
                id(),
                SOURCE,
                Direction.OUTBOUND,
                Mode.TRANSPORT,
                0,
                algorithms,
                Secret.copyOf(Octets.owning(new byte[algorithms.encryptionKeyLength()])),
                Secret.copyOf(Octets.owning(new byte[algorithms.integrityKeyLength()])),
                Optional.empty(),
                0,
                PolicySelector.between(IpNetwork.host(SOURCE), IpNetwork.host(DESTINATION)),
                Optional.empty(),
                new SaLimits(0, 60, 0, 0, 0, 0));
    }
}
