package cygnet.dns;

import cygnet.dns.TrustChain.End;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Bogus;
import cygnet.ike.lookup.DnsOutcome.Timeout;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.Name;

/** The chains behind what is known of names, as far as anybody on this host can see them. */
record TrustChains(DnsConfig config, Questions questions, Clock clock) {
    /**
     * The chains of {@code name}, whose keys were asked for with that {@code outcome}.
     *
     * @return at least one
     */
    CompletionStage<List<TrustChain>> of(Name name, DnsOutcome<?> outcome) {
        String subject = name.toString();
        return switch (config.dnssec()) {
            case OFF -> told(TrustChain.none(subject, End.UNCHECKED, ""));
            case TRUST_AD -> told(byResolver(subject, outcome));
            case VALIDATE ->
                // What nobody has an answer to just now would only be waited for once more.
                outcome instanceof Timeout
                        ? told(failed(subject, outcome))
                        : new ChainWalk(new ChainQuestions(questions, clock, config.timeout()))
                                .from(name, config.limits().aliases());
        };
    }

    private static CompletionStage<List<TrustChain>> told(TrustChain chain) {
        return CompletableFuture.completedStage(List.of(chain));
    }

    private TrustChain byResolver(String subject, DnsOutcome<?> outcome) {
        if (Outcomes.isFailure(outcome)) {
            return failed(subject, outcome);
        }
        String servers = String.join(", ", questions.servers());
        return Outcomes.isSecure(outcome)
                ? TrustChain.none(subject, End.TOLD, "as told by " + servers + " (AD)")
                : TrustChain.none(subject, End.INSECURE, "as told by " + servers + " (no AD)");
    }

    /** Why nothing can be told. */
    static TrustChain failed(String subject, DnsOutcome<?> outcome) {
        return TrustChain.none(
                subject,
                outcome instanceof Bogus ? End.BOGUS : End.UNKNOWN,
                KnownOutcome.cause(outcome).orElse(""));
    }
}
