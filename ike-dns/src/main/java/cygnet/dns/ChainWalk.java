package cygnet.dns;

import cygnet.dns.Questions.Traced;
import cygnet.dns.TrustChain.End;
import cygnet.dns.TrustChain.Link;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Bogus;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Finds the chains of trust of a name, from the trust anchor downwards (RFC 4035 section 5).
 *
 * <p>A DS record shows where a zone begins. Where there is none, either the name is in the zone above, or an unsigned zone
 * begins there. If the answer is secure it can't be the latter, and nobody need be asked; otherwise an SOA record shows it.
 */
record ChainWalk(ChainQuestions questions) {
    /** More zones are not shown. */
    private static final int MOST_ZONES = 12;

    /**
     * The chain of {@code name}, and of each name that it stands for.
     *
     * @param aliases that are followed at most
     */
    CompletionStage<List<TrustChain>> from(Name name, int aliases) {
        return questions.trace(name, Type.IPSECKEY).thenCompose(traced -> {
            if (Outcomes.isSecure(traced.outcome())) {
                return ofAll(traced.way());
            }
            // Nobody knows which of these names made it so: each is looked at alone.
            return ofFirst(traced)
                    .thenCompose(first -> traced.way().size() > 1 && aliases > 0
                            ? from(traced.way().get(1).name(), aliases - 1)
                                    .thenApply(rest -> with(List.of(first), rest))
                            : CompletableFuture.completedStage(List.of(first)));
        });
    }

    private CompletionStage<List<TrustChain>> ofAll(List<Waypoint> way) {
        CompletionStage<List<TrustChain>> chains = CompletableFuture.completedStage(List.of());
        for (Waypoint point : way) {
            Descent descent = new Descent(point, false, new Last(End.SECURE, ""));
            chains = chains.thenCompose(before -> descent.begin().thenApply(chain -> with(before, List.of(chain))));
        }
        return chains;
    }

    private CompletionStage<TrustChain> ofFirst(Traced traced) {
        DnsOutcome<Record> outcome = traced.outcome();
        boolean isAlias = traced.way().size() > 1;
        boolean answered = !Outcomes.isFailure(outcome) || outcome instanceof Bogus;
        return new Descent(traced.way().get(0), answered, isAlias ? new Last(End.SECURE, "") : last(outcome)).begin();
    }

    /** What is to be said if all zones above are secure, but not the records. */
    private static Last last(DnsOutcome<Record> outcome) {
        if (outcome instanceof Found) {
            return new Last(End.INSECURE, "nobody vouches for it");
        }
        return outcome instanceof Absent ? new Last(End.INSECURE, "the absence is not proven") : failed(outcome);
    }

    private static Last failed(DnsOutcome<Record> outcome) {
        return new Last(
                outcome instanceof Bogus ? End.BOGUS : End.UNKNOWN,
                KnownOutcome.cause(outcome).orElse(""));
    }

    private static <T> List<T> with(List<T> before, List<T> further) {
        List<T> all = new ArrayList<>(before);
        all.addAll(further);
        return List.copyOf(all);
    }

    private record Last(End end, String cause) {}

    /** One chain, while it is being found. */
    private final class Descent {
        private final Waypoint to;
        private final boolean looksForUnsignedZones;
        private final Last atTheEnd;
        private final List<Link> links = new ArrayList<>();

        /** @param atTheEnd how the chain ends if it does not end sooner */
        Descent(Waypoint to, boolean looksForUnsignedZones, Last atTheEnd) {
            this.to = to;
            this.looksForUnsignedZones = looksForUnsignedZones;
            this.atTheEnd = atTheEnd;
        }

        CompletionStage<TrustChain> begin() {
            return questions
                    .trustAnchor(to.zone())
                    .map(anchor -> enter(anchor.getName(), anchor.rrs(false)))
                    .orElseGet(() -> end(to.name(), new Last(End.INSECURE, "no trust anchor is above it")));
        }

        /** {@code vouching}: the DS records of the zone, or its trust anchors. */
        private CompletionStage<TrustChain> enter(Name zone, List<Record> vouching) {
            if (links.size() == MOST_ZONES) {
                return end(zone, new Last(End.UNKNOWN, "more than " + MOST_ZONES + " zones"));
            }
            return answer(zone, Type.DNSKEY, keys -> {
                if (!(keys instanceof Found<Record> found) || found.validation() != Validation.SECURE) {
                    return end(zone, new Last(End.INSECURE, ZoneKeys.whyNone(vouching)));
                }
                links.add(new Link(zone.toString(), ZoneKeys.vouchedFor(vouching, found.records())));
                return goBelow(zone);
            });
        }

        private CompletionStage<TrustChain> goBelow(Name above) {
            int labelsLeft = to.zone().labels() - above.labels();
            if (labelsLeft <= 0) {
                return end(to.name(), atTheEnd);
            }
            Name next = new Name(to.zone(), labelsLeft - 1);
            return answer(next, Type.DS, ds -> {
                if (isAt(next, ds) && Outcomes.isSecure(ds)) {
                    return enter(next, ((Found<Record>) ds).records());
                }
                boolean nothingIsBelow = ds instanceof Absent<Record> absent && absent.proven() && !absent.nameExists();
                if (nothingIsBelow) {
                    return end(to.name(), atTheEnd);
                }
                return looksForUnsignedZones ? goOnUnlessUnsigned(next) : goBelow(next);
            });
        }

        private CompletionStage<TrustChain> goOnUnlessUnsigned(Name name) {
            return answer(
                    name,
                    Type.SOA,
                    soa -> isAt(name, soa) && !Outcomes.isSecure(soa)
                            ? end(name, new Last(End.INSECURE, "no DS record"))
                            : goBelow(name));
        }

        /** A question whose failure ends the chain. */
        private CompletionStage<TrustChain> answer(
                Name name, int type, Function<DnsOutcome<Record>, CompletionStage<TrustChain>> then) {
            return questions
                    .ask(name, type)
                    .thenCompose(
                            outcome -> Outcomes.isFailure(outcome) ? end(name, failed(outcome)) : then.apply(outcome));
        }

        private CompletionStage<TrustChain> end(Name at, Last last) {
            return CompletableFuture.completedStage(
                    new TrustChain(to.name().toString(), links, last.end(), at.toString(), last.cause()));
        }
    }

    /** Records were found, and not at another name by way of an alias. */
    private static boolean isAt(Name name, DnsOutcome<Record> outcome) {
        return outcome instanceof Found<Record> found
                && !found.records().isEmpty()
                && found.records().get(0).getName().equals(name);
    }
}
