package cygnet.dns;

import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.xbill.DNS.KEYRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * The keys that zones held before there was IPSECKEY (RFC 4322 section 5): TXT records {@code X-IPsec-Server}, and KEY records
 * for IPsec. They count for a name only if it has no IPSECKEY record.
 */
final class LegacyKeys {
    private final Questions questions;
    private final Function<DomainName, CompletionStage<DnsOutcome<IpAddress>>> ownAddresses;
    private final DnsLimits limits;

    /** {@code ownAddresses} looks up those of the host that a name stands for. */
    LegacyKeys(
            Questions questions,
            Function<DomainName, CompletionStage<DnsOutcome<IpAddress>>> ownAddresses,
            DnsLimits limits) {
        this.questions = questions;
        this.ownAddresses = ownAddresses;
        this.limits = limits;
    }

    /**
     * The keys of {@code name}, best first: first those of the TXT records. No surer, and kept no longer, than that there is no
     * IPSECKEY record.
     */
    CompletionStage<DnsOutcome<HostKey>> keys(DomainName name, Absent<HostKey> ipseckey) {
        return rows(name)
                .thenCombine(keyRecords(name), (rows, records) -> new LegacyAnswer(name, rows, records, ipseckey))
                .thenCompose(this::complete);
    }

    /** The names by which the rows of {@code name} call its gateways, as claims about the name itself. */
    CompletionStage<DnsOutcome<NameClaim>> claims(DomainName name) {
        return rows(name).thenApply(outcome -> Outcomes.map(outcome, NameClaim::ofRows));
    }

    private CompletionStage<DnsOutcome<ServerRow>> rows(DomainName name) {
        return ask(name, Type.TXT).thenApply(outcome -> ServerRow.read(outcome, limits));
    }

    private CompletionStage<DnsOutcome<KEYRecord>> keyRecords(DomainName name) {
        return ask(name, Type.KEY).thenApply(outcome -> KeyRow.read(outcome, limits));
    }

    private CompletionStage<DnsOutcome<Record>> ask(DomainName name, int type) {
        return questions.ask(KeyDirectory.absolute(name), type);
    }

    /** Asks for what the rows only point to. */
    private CompletionStage<DnsOutcome<HostKey>> complete(LegacyAnswer answer) {
        CompletionStage<DnsOutcome<IpAddress>> addresses = answer.needsAddresses()
                ? ownAddresses.apply(answer.name())
                : CompletableFuture.completedStage(new Absent<>(false, false, Lifetimes.MOST_TTL));
        List<DomainName> elsewhere = answer.keysElsewhere();
        CompletionStage<Map<DomainName, DnsOutcome<KEYRecord>>> keys =
                CompletableFuture.completedStage(new HashMap<>());
        for (DomainName name : elsewhere) {
            keys = keys.thenCombine(keyRecords(name), (known, outcome) -> {
                known.put(name, outcome);
                return known;
            });
        }
        return addresses.thenCombine(keys, (own, known) -> new LegacyJudgement(answer, own, known, limits).outcome());
    }
}
