package cygnet.ike.simulation;

import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import cygnet.ike.sa.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What one host gets to see of DNS. A name that nobody published is proven to be absent. */
public final class FakeDns {
    private static final Duration USUAL_LIFE = Duration.ofHours(1);
    private static final int PRECEDENCE = 10;

    private final Map<DomainName, DnsOutcome<HostKey>> keys = new HashMap<>();
    private final Map<DomainName, DnsOutcome<IpAddress>> addresses = new HashMap<>();
    private final Map<IpAddress, DnsOutcome<DomainName>> names = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private Duration delay = Duration.ofMillis(20);
    private Duration life = USUAL_LIFE;

    /** How long each answer takes. */
    public void delay(Duration newDelay) {
        delay = newDelay;
    }

    Duration delay() {
        return delay;
    }

    /** For how long an answer that is published from now on may be remembered. */
    void life(Duration newLife) {
        life = newLife;
    }

    public void publish(String name, Validation validation, VerificationKey... published) {
        List<HostKey> records = new ArrayList<>();
        for (VerificationKey key : published) {
            records.add(new HostKey(PRECEDENCE, key));
        }
        keys(name, new DnsOutcome.Found<>(records, validation, life, List.of()));
    }

    public void publish(String name, Validation validation, IpAddress... published) {
        addresses(name, new DnsOutcome.Found<>(List.of(published), validation, life, List.of()));
    }

    /** From now on this is what comes of asking for the keys of {@code name}. */
    public void keys(String name, DnsOutcome<HostKey> outcome) {
        keys.put(new DomainName(name), outcome);
    }

    public void addresses(String name, DnsOutcome<IpAddress> outcome) {
        addresses.put(new DomainName(name), outcome);
    }

    /** From now on this is by which names the host at {@code address} goes. */
    void names(IpAddress address, Validation validation, String... hosts) {
        List<DomainName> list = Stream.of(hosts).map(DomainName::new).toList();
        names.put(address, new DnsOutcome.Found<>(list, validation, life, List.of()));
    }

    /** All questions so far, in words. */
    public List<String> asked() {
        return asked;
    }

    DnsOutcome<HostKey> answer(Question.KeysOf question) {
        asked.add(question.what());
        return keys.getOrDefault(question.name(), new DnsOutcome.Absent<>(true, false, USUAL_LIFE));
    }

    DnsOutcome<IpAddress> answer(Question.AddressesOf question) {
        asked.add(question.what());
        return addresses.getOrDefault(question.name(), new DnsOutcome.Absent<>(true, false, USUAL_LIFE));
    }

    DnsOutcome<DomainName> answer(Question.NamesOf question) {
        asked.add(question.what());
        return names.getOrDefault(question.address(), new DnsOutcome.Absent<>(true, false, USUAL_LIFE));
    }
}
