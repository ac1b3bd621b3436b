package cygnet.daemon.publish;

import cygnet.crypto.signature.VerificationKey;
import cygnet.dns.KeyDirectory;
import cygnet.dns.publish.PublishException;
import cygnet.dns.publish.PublishException.Kind;
import cygnet.dns.publish.Publisher.Pause;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** Looks a host's keys up as its peers do, through the resolver and with DNSSEC. */
public final class ValidatedKeys {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KeyDirectory directory;
    private final InstantSource clock;
    private final Pause pause;

    public ValidatedKeys(KeyDirectory directory, InstantSource clock, Pause pause) {
        this.directory = directory;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * Waits until {@code host} has exactly {@code keys}.
     *
     * @param securely DNSSEC must vouch for them
     * @throws PublishException of kind {@code UNCONFIRMED}, saying what peers find instead, if it has not after
     *     {@code patience}
     */
    public void await(DomainName host, Set<VerificationKey> keys, boolean securely, Duration patience)
            throws PublishException, InterruptedException {
        long end = clock.millis() + patience.toMillis();
        while (true) {
            directory.forget(host);
            DnsOutcome<HostKey> outcome = ask(host);
            Optional<String> trouble = judge(outcome, keys, securely);
            if (trouble.isEmpty()) {
                return;
            }
            if ((securely && isInsecure(outcome)) || clock.millis() + PAUSE.toMillis() > end) {
                throw new PublishException(
                        Kind.UNCONFIRMED,
                        "all servers of the zone have it, but whoever asks for " + host + " " + trouble.get());
            }
            pause.pause(PAUSE);
        }
    }

    private DnsOutcome<HostKey> ask(DomainName host) throws InterruptedException {
        try {
            return directory.keys(host).toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the directory's answers never fail", e);
        }
    }

    private static boolean isInsecure(DnsOutcome<HostKey> outcome) {
        return outcome instanceof Found<HostKey> found
                ? found.validation() != Validation.SECURE
                : outcome instanceof Absent<HostKey> absent && !absent.proven();
    }

    /** What is wrong; empty if all is well. */
    static Optional<String> judge(DnsOutcome<HostKey> outcome, Set<VerificationKey> keys, boolean securely) {
        if (securely && isInsecure(outcome)) {
            return Optional.of(
                    "gets an answer that DNSSEC does not protect: sign the zone and have its parent publish the"
                            + " DS record; until then most peers will not accept this host");
        }
        if (outcome instanceof Absent<HostKey> absent) {
            return keys.isEmpty() ? Optional.empty() : Optional.of(older("that there is no key", absent.ttl()));
        }
        if (outcome instanceof Found<HostKey> found) {
            Set<VerificationKey> seen =
                    found.records().stream().map(HostKey::key).collect(Collectors.toSet());
            String names = seen.stream().map(VerificationKey::fingerprint).collect(Collectors.joining(", "));
            return seen.equals(keys) ? Optional.empty() : Optional.of(older(names, found.ttl()));
        }
        return Optional.of("gets nothing to use: " + outcome.describe());
    }

    private static String older(String what, Duration ttl) {
        return "still gets an older answer (" + what + "), which the resolver may keep for " + ttl.toSeconds()
                + " s more: ask again then";
    }
}
