package cygnet.ike.negotiation;

import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One proposal of ours against one of the peer's (RFC 7296 section 3.3.3).
 *
 * <p>A type that may be NONE may as well be absent: "A proposal MAY omit the optional types if the only value for them it
 * will accept is NONE."
 */
final class ProposalMatch {
    private static final int NONE = 0;

    private final ProtocolId protocol;
    private final Map<TransformType, List<Transform>> ours;
    private final Map<TransformType, List<Transform>> theirs;

    private ProposalMatch(Proposal ours, Proposal theirs) {
        this.protocol = theirs.protocol();
        this.ours = byType(ours);
        this.theirs = byType(theirs);
    }

    /** The answer to {@code theirs} that {@code ours} allows, if there is one. */
    static Optional<Proposal> answer(Proposal ours, Proposal theirs) {
        if (!ours.protocol().equals(theirs.protocol())) {
            return Optional.empty();
        }
        return new ProposalMatch(ours, theirs)
                .choose()
                .map(chosen -> new Proposal(theirs.number(), theirs.protocol(), theirs.spi(), chosen));
    }

    /** Whether transform 0 of this type says that there is none. (Of SN it says 32 bits, of others it is reserved.) */
    static boolean hasNone(TransformType type) {
        return type.equals(TransformType.INTEG) || type.equals(TransformType.KE) || type.isAdditionalKe();
    }

    static TransformId none(TransformType type) {
        return new TransformId(type, NONE);
    }

    private static Map<TransformType, List<Transform>> byType(Proposal proposal) {
        Map<TransformType, List<Transform>> types = new LinkedHashMap<>();
        for (Transform transform : proposal.transforms()) {
            types.computeIfAbsent(transform.type(), t -> new ArrayList<>()).add(transform);
        }
        return types;
    }

    private Optional<List<Transform>> choose() {
        // "a proposal that contains a Transform Type it does not understand, or a proposal that is missing a mandatory
        // Transform Type, it MUST consider [...] unacceptable"
        boolean understood = theirs.keySet().stream().allMatch(this::belongs);
        boolean complete = mandatory().stream().allMatch(theirs::containsKey);
        if (!understood || !complete) {
            return Optional.empty();
        }
        if (protocol.equals(ProtocolId.AH)) {
            return chooseAll(List.of(), false);
        }
        // The cipher decides whether there has to be a MAC, so it goes first.
        for (Transform cipher : ours.getOrDefault(TransformType.ENCR, List.of())) {
            if (offered(TransformType.ENCR).contains(cipher)) {
                Optional<List<Transform>> all =
                        chooseAll(List.of(cipher), cipher.id().isAead());
                if (all.isPresent()) {
                    return all;
                }
            }
        }
        return Optional.empty();
    }

    private boolean belongs(TransformType type) {
        return type.isAdditionalKe()
                || switch (protocol.code()) {
                    case 1 -> type.code() >= TransformType.ENCR.code() && type.code() <= TransformType.KE.code();
                    case 2 -> type.code() >= TransformType.INTEG.code() && type.code() <= TransformType.SN.code();
                    case 3 -> type.code() <= TransformType.SN.code() && isOfEsp(type);
                    default -> false;
                };
    }

    private static boolean isOfEsp(TransformType type) {
        return type.code() >= TransformType.ENCR.code() && !type.equals(TransformType.PRF);
    }

    private List<TransformType> mandatory() {
        return switch (protocol.code()) {
            case 1 -> List.of(TransformType.ENCR, TransformType.PRF, TransformType.KE);
            case 2 -> List.of(TransformType.INTEG, TransformType.SN);
            default -> List.of(TransformType.ENCR, TransformType.SN);
        };
    }

    private Optional<List<Transform>> chooseAll(List<Transform> cipher, boolean aead) {
        List<Transform> chosen = new ArrayList<>();
        for (TransformType type : theirs.keySet()) {
            Optional<Transform> one = switch (type.code()) {
                case 1 -> cipher.stream().findFirst();
                case 3 -> chooseIntegrity(aead);
                default -> choose(type);
            };
            if (one.isEmpty()) {
                return Optional.empty();
            }
            chosen.add(one.get());
        }
        boolean nothingLacks = ours.keySet().stream()
                .filter(type -> !theirs.containsKey(type))
                .allMatch(type -> (type.equals(TransformType.INTEG) && aead) || weAllowNone(type));
        boolean hasIntegrity = aead || theirs.containsKey(TransformType.INTEG);
        return nothingLacks && hasIntegrity ? Optional.of(chosen) : Optional.empty();
    }

    /**
     * "Combined-mode ciphers [...] MUST either offer no integrity algorithm or a single integrity algorithm of NONE."
     * Other ciphers never go without one, whatever is configured (RFC 8221 section 4).
     */
    private Optional<Transform> chooseIntegrity(boolean aead) {
        Transform none = Transform.of(TransformId.INTEG_NONE);
        if (aead) {
            boolean onlyNone = offered(TransformType.INTEG).stream().allMatch(none::equals);
            return onlyNone ? Optional.of(none) : Optional.empty();
        }
        return choose(TransformType.INTEG, true);
    }

    private Optional<Transform> choose(TransformType type) {
        boolean mustBeReal = protocol.equals(ProtocolId.IKE) && type.equals(TransformType.KE);
        return choose(type, mustBeReal);
    }

    /** Our most preferred transform of a type that is offered, perhaps NONE unless it {@code mustBeReal}. */
    private Optional<Transform> choose(TransformType type, boolean mustBeReal) {
        Transform none = Transform.of(none(type));
        List<Transform> preferences = ours.getOrDefault(type, hasNone(type) ? List.of(none) : List.of());
        return preferences.stream()
                .filter(transform -> !mustBeReal || !transform.equals(none))
                .filter(offered(type)::contains)
                .findFirst();
    }

    private boolean weAllowNone(TransformType type) {
        return hasNone(type) && ours.getOrDefault(type, List.of()).contains(Transform.of(none(type)));
    }

    private List<Transform> offered(TransformType type) {
        return theirs.getOrDefault(type, List.of());
    }
}
