package cygnet.daemon.config;

import cygnet.daemon.config.BadValueException.Flaw;
import cygnet.daemon.config.DaemonSettings.KernelInterface;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.Transform;
import cygnet.kernel.pfkey.PfkeyAbilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the kernel can be told by the interface that {@code daemon} names. What is offered unasked is cut down to it; what is asked
 * for and cannot be is a mistake, at its place.
 */
final class KernelFit {
    private static final String DEFAULT = "default";

    private final KernelInterface kernel;

    private KernelFit(KernelInterface kernel) {
        this.kernel = kernel;
    }

    static KernelFit of(KernelInterface kernel) {
        return new KernelFit(kernel);
    }

    private static ProposalSyntax syntax(IpsecProtocol protocol) {
        return protocol == IpsecProtocol.AH ? ProposalSyntax.AH : ProposalSyntax.ESP;
    }

    /** Why the kernel cannot be told of an algorithm, and what would do. */
    Optional<String> obstacle(IpsecProtocol protocol, Transform transform) {
        return kernel == KernelInterface.PFKEY ? PfkeyAbilities.obstacle(protocol, transform.id()) : Optional.empty();
    }

    /** What is offered where nothing is configured. */
    List<Proposal> defaults(IpsecProtocol protocol) {
        List<List<Proposal>> fitting = new ArrayList<>();
        for (Proposal proposal : syntax(protocol).defaults()) {
            List<Transform> possible = proposal.transforms().stream()
                    .filter(transform -> obstacle(protocol, transform).isEmpty())
                    .toList();
            boolean whole = proposal.transforms().stream()
                    .map(Transform::type)
                    .allMatch(type -> possible.stream().anyMatch(t -> t.type().equals(type)));
            if (whole) {
                fitting.add(List.of(new Proposal(1, proposal.protocol(), proposal.spi(), possible)));
            }
        }
        return ProposalSyntax.numbered(fitting);
    }

    /** A proposal that the kernel can fulfil. */
    Syntax<List<Proposal>> proposals(IpsecProtocol protocol) {
        return text -> {
            List<Proposal> parsed =
                    text.equals(DEFAULT) ? defaults(protocol) : syntax(protocol).parse(text);
            List<Flaw> flaws = new ArrayList<>();
            int offset = 0;
            for (String keyword : text.equals(DEFAULT) ? new String[0] : text.split("-", -1)) {
                int at = offset;
                obstacle(protocol, AlgorithmKeywords.parse(keyword))
                        .ifPresent(why -> flaws.add(new Flaw(at, Syntax.quote(keyword) + ": " + why)));
                offset += keyword.length() + 1;
            }
            if (!flaws.isEmpty()) {
                throw new BadValueException(flaws);
            }
            if (parsed.isEmpty()) {
                throw new BadValueException(noDefault(protocol));
            }
            return parsed;
        };
    }

    private String noDefault(IpsecProtocol protocol) {
        String why = syntax(protocol).defaults().stream()
                .flatMap(proposal -> proposal.transforms().stream())
                .flatMap(transform -> obstacle(protocol, transform).stream())
                .findFirst()
                .orElse("");
        return Syntax.quote(DEFAULT) + " leaves nothing: " + why;
    }

    Syntax<Integer> replayWindow(Syntax<Integer> syntax) {
        return atMost(PfkeyAbilities.MOST_REPLAY_WINDOW, "PF_KEY has no replay window of more than %d packets", syntax);
    }

    Syntax<Integer> reqid(Syntax<Integer> syntax) {
        return atMost(PfkeyAbilities.MOST_REQID, "over PF_KEY a reqid of one's own is at most %d", syntax);
    }

    private Syntax<Integer> atMost(int most, String complaint, Syntax<Integer> syntax) {
        return text -> {
            int value = syntax.parse(text);
            if (kernel == KernelInterface.PFKEY && value > most) {
                throw new BadValueException(
                        String.format(Locale.ROOT, complaint, most) + ", or kernel = netlink in daemon");
            }
            return value;
        };
    }
}
