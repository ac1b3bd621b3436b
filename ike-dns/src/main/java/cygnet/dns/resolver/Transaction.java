package cygnet.dns.resolver;

import cygnet.crypto.Octets;
import cygnet.dns.AddressAnswer;
import cygnet.dns.resolver.ResolverCounters.Event;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A client's query from its arrival to its answer. Where the answer may hold addresses, the question for the keys runs
 * beside it, and the answer waits until the gate has done its work, or patience ends. Owned by the event loop.
 *
 * <p>The keys are those of the name that was asked for: the upstream follows the same aliases for them as for the
 * addresses, and the outcome is as trustworthy as the weakest alias.
 */
final class Transaction {
    private static final int DNSSEC_BOGUS = 6; // RFC 8914 section 4.7
    private static final int NO_REACHABLE_AUTHORITY = 22; // RFC 8914 section 4.23

    /** Only remembered with the name: the gate never sees it. */
    private static final DnsOutcome<HostKey> UNKNOWN = new DnsOutcome.Timeout<>("not known yet");

    private final Forwarder forwarder;
    private final Query query;
    private final Client client;
    private Optional<DomainName> asked = Optional.empty();
    private @Nullable DnsOutcome<HostKey> keys;
    private byte @Nullable [] answer;
    private AddressAnswer told = AddressAnswer.NOTHING;
    private int awaited;
    private boolean bogusKeys;
    private @Nullable Future<?> impatience;
    private boolean delivered;

    Transaction(Forwarder forwarder, Query query, Client client) {
        this.forwarder = forwarder;
        this.query = query;
        this.client = client;
    }

    void start() {
        boolean leadsToAddresses = query.dnsClass() == Wire.CLASS_IN && AddressAnswer.TYPES.contains(query.type());
        byte[] remembered = forwarder.remembered(query, client.isOverStream());
        if (remembered == null) {
            forwarder.forward(query, client.isOverStream(), this::onAnswer);
        }
        if (leadsToAddresses) {
            asked = query.name();
            asked.ifPresent(name -> forwarder.keyQuestions().ask(name, this::onKeys));
        }
        if (remembered != null) {
            onAnswer(remembered);
        }
    }

    private void onKeys(DnsOutcome<HostKey> outcome) {
        keys = outcome;
        if (answer != null) {
            for (AddressAnswer.Host host : told.hosts()) {
                if (isAsked(host)) {
                    introduce(host, outcome);
                }
            }
        }
    }

    private void onAnswer(byte @Nullable [] response) {
        if (response == null) {
            fail(Event.SERVFAIL_NO_UPSTREAM, NO_REACHABLE_AUTHORITY);
            return;
        }
        if (Wire.rcode(response) == Wire.SERVFAIL) {
            forwarder.counters().count(Event.SERVFAIL_FROM_UPSTREAM);
        }
        answer = response;
        boolean mayHoldAddresses = query.dnsClass() == Wire.CLASS_IN
                && AddressAnswer.TYPES.contains(query.type())
                && Wire.rcode(response) == Wire.NOERROR
                && Wire.answers(response) > 0;
        if (mayHoldAddresses) {
            told = AddressAnswer.read(Octets.of(response), forwarder.now());
        }
        List<AddressAnswer.Host> addressed = told.hosts().stream()
                .filter(host -> !host.addresses().isEmpty())
                .toList();
        awaited = addressed.size();
        addressed.forEach(host -> forwarder.names().remember(resolved(host, UNKNOWN)));
        told.hosts().forEach(this::findKeys);
        if (awaited == 0) {
            deliver(response);
        } else if (!delivered) {
            forwarder.counters().count(Event.HELD);
            impatience = forwarder.after(forwarder.patience(), this::loseGatePatience);
        }
    }

    private void findKeys(AddressAnswer.Host host) {
        DnsOutcome<HostKey> known = keys;
        if (!isAsked(host)) {
            // The target of a service: the client will connect there, or ask for its addresses next.
            forwarder.keyQuestions().ask(host.name(), outcome -> introduce(host, outcome));
        } else if (known != null) {
            introduce(host, known);
        }
    }

    /** Whether the keys of the name in the question are the host's. */
    private boolean isAsked(AddressAnswer.Host host) {
        return asked.isPresent() && (!isAboutServices() || asked.get().equals(host.name()));
    }

    private boolean isAboutServices() {
        return !AddressAnswer.ADDRESS_TYPES.contains(query.type());
    }

    private Resolved resolved(AddressAnswer.Host host, DnsOutcome<HostKey> outcome) {
        return new Resolved(asked.orElse(host.name()), host.name(), host.addresses(), outcome, told.ttl());
    }

    private void introduce(AddressAnswer.Host host, DnsOutcome<HostKey> outcome) {
        if (host.addresses().isEmpty()) {
            return;
        }
        if (outcome instanceof DnsOutcome.Bogus && !query.isCheckingDisabled()) {
            checkAddresses(host, outcome);
        } else {
            passGate(host, outcome);
        }
    }

    /**
     * Something is wrong in the host's zone, and an upstream that does not validate would not tell whether its addresses
     * are forged as well. So they are looked up once more, with validation; that is remembered as all outcomes are.
     */
    private void checkAddresses(AddressAnswer.Host host, DnsOutcome<HostKey> outcome) {
        bogusKeys = true;
        forwarder.addresses(host.name(), addresses -> {
            if (addresses instanceof DnsOutcome.Bogus) {
                fail(Event.SERVFAIL_BOGUS, DNSSEC_BOGUS);
            } else {
                bogusKeys = false;
                passGate(host, outcome);
            }
        });
    }

    private void passGate(AddressAnswer.Host host, DnsOutcome<HostKey> outcome) {
        forwarder.passGate(resolved(host, outcome), () -> {
            awaited--;
            byte[] response = answer;
            if (awaited == 0 && response != null) {
                deliver(response);
            }
        });
    }

    /** What the gate does it will do all the same, only later than the client hears of the addresses. */
    private void loseGatePatience() {
        byte[] response = answer;
        if (response == null || delivered) {
            return;
        }
        forwarder.patienceEnded(query);
        if (bogusKeys) {
            fail(Event.SERVFAIL_BOGUS, DNSSEC_BOGUS);
        } else {
            deliver(response);
        }
    }

    private void fail(Event cause, int extended) {
        if (!delivered) {
            forwarder.counters().count(cause);
            deliver(query.error(Wire.SERVFAIL, extended));
        }
    }

    private void deliver(byte[] response) {
        if (delivered) {
            return;
        }
        delivered = true;
        forwarder.counters().count(Event.ANSWERED);
        if (impatience != null) {
            impatience.cancel(false);
        }
        client.send(query.toClient(response, client.isOverStream()));
        forwarder.finished(client);
    }
}
