package cygnet.dns;

import cygnet.crypto.CryptoException;
import cygnet.dns.ServerRow.Gateway;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.KEYRecord;

/**
 * Which of the keys that a {@link LegacyAnswer} has or points to are the owner's own. Each record is judged alone: a bad one
 * becomes a flaw and spoils nothing.
 */
final class LegacyJudgement {
    private static final String REMEDY =
            "; publish the host's own key in an IPSECKEY record with gateway type 0 and gateway \".\"";

    private final LegacyAnswer answer;
    private final DnsOutcome<IpAddress> addresses;
    private final Map<DomainName, DnsOutcome<KEYRecord>> elsewhere;
    private final UsableKeys keys;

    // What the result rests upon so far.
    private Duration ttl;
    private @Nullable DnsOutcome<?> failure;

    /**
     * @param addresses the owner's own, where {@link LegacyAnswer#needsAddresses}
     * @param elsewhere the KEY records of {@link LegacyAnswer#keysElsewhere}
     */
    LegacyJudgement(
            LegacyAnswer answer,
            DnsOutcome<IpAddress> addresses,
            Map<DomainName, DnsOutcome<KEYRecord>> elsewhere,
            DnsLimits limits) {
        this.answer = answer;
        this.addresses = addresses;
        this.elsewhere = elsewhere;
        this.keys = new UsableKeys(limits.keysReturned());
        this.ttl = answer.ipseckey().ttl();
    }

    /** Only to be called once. */
    DnsOutcome<HostKey> outcome() {
        DnsOutcome<?> worse = Outcomes.weakness(answer.rows()) >= Outcomes.weakness(answer.keyRecords())
                ? answer.rows()
                : answer.keyRecords();
        if (Outcomes.isFailure(worse)) {
            return Outcomes.failure(worse);
        }
        for (DnsOutcome<?> outcome : List.of(answer.rows(), answer.keyRecords())) {
            ttl = Lifetimes.least(ttl, Outcomes.ttl(outcome));
            if (outcome instanceof Found<?> found) {
                found.flaws().forEach(keys::addFlaw);
            }
        }
        answer.foundRows().forEach(this::add);
        if (answer.keyRecords() instanceof Found<KEYRecord> own) {
            own.records().forEach(record -> add(KeyRow.label(record), KeyRow.LEAST_PRECEDENCE, record));
        }
        return result();
    }

    private DnsOutcome<HostKey> result() {
        boolean secure = Outcomes.isSecure(answer.ipseckey())
                && Outcomes.isSecure(answer.rows())
                && Outcomes.isSecure(answer.keyRecords());
        if (answer.rows() instanceof Absent<ServerRow> rows
                && answer.keyRecords() instanceof Absent<KEYRecord> records) {
            boolean nameExists = answer.ipseckey().nameExists() || rows.nameExists() || records.nameExists();
            return new Absent<>(secure, nameExists, ttl);
        }
        if (failure != null && keys.isEmpty()) {
            return Outcomes.failure(failure);
        }
        Duration life = failure == null ? ttl : Lifetimes.least(ttl, Lifetimes.LEAST_TTL);
        return new Found<>(keys.keys(), secure ? Validation.SECURE : Validation.UNVALIDATED, life, keys.flaws());
    }

    private void add(ServerRow row) {
        try {
            checkGateway(row);
        } catch (CryptoException e) {
            keys.addFlaw(row.label() + ": " + Printable.of(String.valueOf(e.getMessage())));
            return;
        }
        if (row.keyName().isEmpty()) {
            keys.add(row.label(), row.precedence(), row::inlineKey);
        } else {
            addKeysOf(row.keyName().get(), row);
        }
    }

    private void add(String label, int precedence, KEYRecord record) {
        keys.add(label, precedence, () -> KeyRow.key(record));
    }

    /** Cygnet protects hosts, not networks behind them: who answers for the owner must be the owner. */
    private void checkGateway(ServerRow row) throws CryptoException {
        boolean isReverse =
                ReverseName.address(KeyDirectory.absolute(answer.name())).isPresent();
        if (answer.namesAnotherHost(row)) {
            throw gateway(
                    row,
                    isReverse
                            ? ": what keys that host has is found under its own name"
                            : ", which is another host" + REMEDY);
        }
        if (!(row.gateway() instanceof Gateway.ByAddress gateway)) {
            return;
        }
        if (Outcomes.isFailure(addresses)) {
            failed(addresses);
            throw gateway(row, ", and whether that is its own address can't be told: " + addresses.describe());
        }
        ttl = Lifetimes.least(ttl, Outcomes.ttl(addresses));
        if (!(addresses instanceof Found<IpAddress> own && own.records().contains(gateway.address()))) {
            throw gateway(row, ", which is not its own address" + REMEDY);
        }
        if (isLessSure(addresses)) {
            throw gateway(row, ", which is its own address only without DNSSEC" + REMEDY);
        }
    }

    private CryptoException gateway(ServerRow row, String what) {
        return new CryptoException("names the gateway " + row.gateway() + " to answer for " + answer.name() + what);
    }

    /** What a row only points to must be as sure as the row. */
    private boolean isLessSure(DnsOutcome<?> outcome) {
        return Outcomes.isSecure(answer.rows()) && !Outcomes.isSecure(outcome);
    }

    private void addKeysOf(DomainName name, ServerRow row) {
        DnsOutcome<KEYRecord> outcome = name.equals(answer.name()) ? answer.keyRecords() : elsewhere.get(name);
        String problem = row.label() + ": its key is that of " + name;
        if (outcome == null) {
            keys.addFlaw(problem + ", which was not asked for: at most " + LegacyAnswer.MOST_ELSEWHERE + " names are");
        } else if (Outcomes.isFailure(outcome)) {
            failed(outcome);
            keys.addFlaw(problem + ", which can't be told: " + outcome.describe());
        } else if (!(outcome instanceof Found<KEYRecord> found)) {
            ttl = Lifetimes.least(ttl, Outcomes.ttl(outcome));
            keys.addFlaw(problem + ", which has no KEY record for IPsec");
        } else if (isLessSure(found)) {
            keys.addFlaw(problem + ", for which DNSSEC does not vouch");
        } else {
            ttl = Lifetimes.least(ttl, found.ttl());
            found.records().forEach(record -> add(name + " " + KeyRow.label(record), row.precedence(), record));
        }
    }

    private void failed(DnsOutcome<?> outcome) {
        if (failure == null || Outcomes.weakness(outcome) > Outcomes.weakness(failure)) {
            failure = outcome;
        }
    }
}
