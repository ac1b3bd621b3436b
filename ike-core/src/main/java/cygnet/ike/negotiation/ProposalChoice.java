package cygnet.ike.negotiation;

import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a responder chooses from an offer, and how an initiator checks the choice (RFC 7296 sections 2.7 and 3.3.6).
 *
 * <p>Our order of preference decides: first of our proposals, then of the transforms within it. The peer's order decides
 * only among those of its proposals that satisfy the same proposal of ours. Nothing is ever chosen that is not
 * configured.
 */
public final class ProposalChoice {
    private ProposalChoice() {}

    /**
     * A choice.
     *
     * @param answer what to send: number and SPI as offered, one transform of each offered type
     * @param matched our configured proposal that it satisfies
     */
    public record Chosen(Proposal answer, Proposal matched) {}

    /**
     * Chooses from an offer; empty means NO_PROPOSAL_CHOSEN.
     *
     * <p>The key exchange method is chosen like everything else. Whether the peer's KE payload is of that method is for
     * the caller to compare: if not, INVALID_KE_PAYLOAD is due (section 1.2). In IKE_AUTH there is no key exchange: the
     * caller leaves KE out of what is configured.
     *
     * @param configured what we accept, most preferred first
     * @param offered as received
     */
    public static Optional<Chosen> choose(List<Proposal> configured, List<Proposal> offered) {
        for (Proposal ours : configured) {
            for (Proposal theirs : offered) {
                Optional<Proposal> answer = ProposalMatch.answer(ours, theirs);
                if (answer.isPresent()) {
                    return Optional.of(new Chosen(answer.get(), ours));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Checks an answer: "The initiator of an exchange MUST check that the accepted offer is consistent with one of its
     * proposals, and if not MUST terminate the exchange."
     *
     * @param offered what we sent
     * @return what is wrong with the answer, for a log; empty if nothing is
     */
    public static Optional<String> verifyAnswer(List<Proposal> offered, Proposal answer) {
        return offered.stream()
                .filter(proposal -> proposal.number() == answer.number())
                .findFirst()
                .map(proposal -> problem(proposal, answer))
                .orElseGet(() -> Optional.of("proposal " + answer.number() + " was not offered"));
    }

    private static Optional<String> problem(Proposal offered, Proposal answer) {
        if (!answer.protocol().equals(offered.protocol())) {
            return Optional.of(answer.protocol() + " instead of " + offered.protocol());
        }
        for (Transform transform : answer.transforms()) {
            if (!offered.transforms().contains(transform)) {
                return Optional.of(transform.type() + " " + transform + " was not offered");
            }
            if (answer.transforms(transform.type()).size() > 1) {
                return Optional.of("several transforms of type " + transform.type());
            }
        }
        Optional<TransformType> missing = types(offered).stream()
                .filter(type -> answer.transform(type).isEmpty())
                .filter(type -> !ProposalMatch.hasNone(type) || !offered.contains(ProposalMatch.none(type)))
                .filter(type -> !(type.equals(TransformType.INTEG) && isAead(answer)))
                .findFirst();
        if (missing.isPresent()) {
            return Optional.of("no transform of type " + missing.get());
        }
        boolean realIntegrity = answer.transform(TransformType.INTEG)
                .filter(integrity -> !integrity.id().equals(TransformId.INTEG_NONE))
                .isPresent();
        return isAead(answer) && realIntegrity
                ? Optional.of("an integrity transform beside " + answer)
                : Optional.empty();
    }

    private static boolean isAead(Proposal answer) {
        return answer.transform(TransformType.ENCR)
                .map(Transform::id)
                .filter(TransformId::isAead)
                .isPresent();
    }

    private static Set<TransformType> types(Proposal proposal) {
        return proposal.transforms().stream().map(Transform::type).collect(Collectors.toUnmodifiableSet());
    }
}
