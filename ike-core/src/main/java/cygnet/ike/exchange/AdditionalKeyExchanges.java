package cygnet.ike.exchange;

import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.sa.IkeSa;
import java.util.List;
import java.util.stream.Stream;

/** Additional key exchanges in proposals (RFC 9370 section 2.2.1). */
final class AdditionalKeyExchanges {
    private AdditionalKeyExchanges() {}

    /**
     * What to offer: behind the proposals with additional key exchanges those of them that can do without, without, for a
     * peer that does not know these transform types must refuse every proposal that has one (RFC 7296 section 3.3.6).
     */
    static List<Proposal> offer(List<Proposal> configured) {
        Stream<Proposal> plain =
                configured.stream().filter(Proposal::allowsNoAdditionalKe).map(Proposal::withoutAdditionalKe);
        return Stream.concat(configured.stream(), plain).distinct().toList();
    }

    /** Those proposals that can do without additional key exchanges, without. */
    static List<Proposal> plain(List<Proposal> configured) {
        return configured.stream()
                .filter(Proposal::allowsNoAdditionalKe)
                .map(Proposal::withoutAdditionalKe)
                .toList();
    }

    /**
     * What to offer for rekeying an IKE SA: additional key exchanges if it was made with some, so that a peer that does not
     * know them never hears of them.
     */
    static List<Proposal> forRekeying(IkeSa sa) {
        List<Proposal> configured = sa.connection().proposals();
        boolean known = sa.algorithms()
                .filter(algorithms -> !algorithms.additional().isEmpty())
                .isPresent();
        List<Proposal> plain = plain(configured);
        return known || plain.isEmpty() ? offer(configured) : plain;
    }

    static boolean anyIn(List<Proposal> proposals) {
        return proposals.stream()
                .flatMap(p -> p.transforms().stream())
                .map(Transform::type)
                .anyMatch(type -> type.isAdditionalKe());
    }
}
