package cygnet.dns;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A key directory, asked by a test that waits for the outcome. */
final class Asking implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    static final Instant YESTERDAY = NOW.minus(Duration.ofDays(1));
    static final Instant NEXT_MONTH = NOW.plus(Duration.ofDays(30));

    /** Long enough for a slow machine; nothing waits for it unless it is to be waited for. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Where the timeout is what a test is about. */
    static final Duration IMPATIENCE = Duration.ofMillis(500);

    private final KeyDirectory directory;

    private Asking(DnsConfig config) {
        this(config, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private Asking(DnsConfig config, Clock clock) {
        directory = new KeyDirectory(config, clock);
    }

    /** From the anchors in a file that may change. */
    static Asking validating(Path anchors, Clock clock, Endpoint upstream) throws IOException {
        return new Asking(
                new DnsConfig(
                        List.of(upstream),
                        DnssecMode.VALIDATE,
                        Files.readString(anchors),
                        Optional.of(anchors),
                        PATIENCE,
                        DnsLimits.DEFAULT,
                        false),
                clock);
    }

    static Asking validating(String anchors, Duration timeout, Endpoint... upstreams) {
        return new Asking(new DnsConfig(List.of(upstreams), DnssecMode.VALIDATE, anchors, timeout, DnsLimits.DEFAULT));
    }

    /** Reads the records of the time before IPSECKEY too. */
    static Asking readingLegacyRows(String anchors, Duration timeout, Endpoint... upstreams) {
        return new Asking(new DnsConfig(List.of(upstreams), DnssecMode.VALIDATE, anchors, timeout, DnsLimits.DEFAULT)
                .withLegacyRows());
    }

    static Asking trusting(Duration timeout, Endpoint... upstreams) {
        return new Asking(new DnsConfig(List.of(upstreams), DnssecMode.TRUST_AD, "", timeout, DnsLimits.DEFAULT));
    }

    static Asking unprotected(Duration timeout, DnsLimits limits, Endpoint... upstreams) {
        return new Asking(new DnsConfig(List.of(upstreams), DnssecMode.OFF, "", timeout, limits));
    }

    KeyDirectory directory() {
        return directory;
    }

    DnsOutcome<HostKey> keys(String name) {
        return await(directory.keys(new DomainName(name)));
    }

    DnsOutcome<IpAddress> addresses(String name) {
        return await(directory.addresses(new DomainName(name)));
    }

    DnsOutcome<DomainName> names(String address) {
        return await(directory.namesOf(IpAddress.parse(address)));
    }

    Found<HostKey> foundKeys(String name) {
        DnsOutcome<HostKey> outcome = keys(name);
        assertThat(outcome).as(outcome.describe()).isInstanceOf(Found.class);
        return (Found<HostKey>) outcome;
    }

    static void assertAbsent(DnsOutcome<?> outcome, boolean proven, boolean nameExists) {
        assertThat(outcome).as(outcome.describe()).isInstanceOf(Absent.class);
        Absent<?> absent = (Absent<?>) outcome;
        assertThat(absent.proven()).as("proven").isEqualTo(proven);
        assertThat(absent.nameExists()).as("name exists").isEqualTo(nameExists);
    }

    static void assertBogus(DnsOutcome<?> outcome, String reason) {
        assertThat(outcome).as(outcome.describe()).isInstanceOf(DnsOutcome.Bogus.class);
        assertThat(((DnsOutcome.Bogus<?>) outcome).reason()).contains(reason);
    }

    static void assertServerFailure(DnsOutcome<?> outcome, String reason) {
        assertThat(outcome).as(outcome.describe()).isInstanceOf(DnsOutcome.ServerFailure.class);
        assertThat(((DnsOutcome.ServerFailure<?>) outcome).reason()).contains(reason);
    }

    static void assertTimeout(DnsOutcome<?> outcome, String reason) {
        assertThat(outcome).as(outcome.describe()).isInstanceOf(DnsOutcome.Timeout.class);
        assertThat(((DnsOutcome.Timeout<?>) outcome).reason()).contains(reason);
    }

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        directory.close();
    }
}
