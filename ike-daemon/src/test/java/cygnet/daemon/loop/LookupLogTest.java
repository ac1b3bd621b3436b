package cygnet.daemon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import cygnet.dns.KnownOutcome;
import cygnet.dns.KnownOutcome.Asked;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Validation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LookupLogTest {
    private static final Duration TTL = Duration.ofHours(1);

    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final Logger logger = new LoggerContext().getLogger("dns");
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final LookupLog log = new LookupLog(logger, () -> now);

    @BeforeEach
    void writeToMemory() {
        written.start();
        logger.addAppender(written);
    }

    private void tell(Asked asked, DnsOutcome<?> outcome) {
        log.accept(new KnownOutcome(asked, "bob.example.test", outcome, TTL, Optional.empty()));
    }

    private List<String> lines() {
        return written.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    @Test
    void eachKindHasItsLevelAndItsCause() {
        logger.setLevel(Level.DEBUG);
        tell(Asked.KEYS, new DnsOutcome.Found<>(List.of(), Validation.SECURE, TTL, List.of("IPSECKEY 10 0 2: bad")));
        tell(Asked.KEYS, new DnsOutcome.Absent<>(true, false, TTL));
        tell(Asked.KEYS, new DnsOutcome.Absent<>(false, true, TTL));
        tell(Asked.KEYS, new DnsOutcome.Bogus<>("the signature expired"));
        tell(Asked.ADDRESSES, new DnsOutcome.ServerFailure<>("SERVFAIL"));
        tell(Asked.NAMES, new DnsOutcome.Timeout<>("nobody answered"));
        tell(Asked.ADDRESSES, new DnsOutcome.Found<>(List.of("192.0.2.2"), Validation.UNVALIDATED, TTL, List.of()));
        assertThat(lines())
                .containsExactly(
                        "WARN keys of bob.example.test: found, secure: nothing that can be used; 1 refused: IPSECKEY 10 0 2: bad",
                        "DEBUG keys of bob.example.test: proven absence: no such name",
                        "DEBUG keys of bob.example.test: unproven absence: no such record",
                        "WARN keys of bob.example.test: bogus: the signature expired",
                        "INFO addresses of bob.example.test: server failure: SERVFAIL",
                        "INFO names of bob.example.test: timeout: nobody answered",
                        "DEBUG addresses of bob.example.test: found, unvalidated: 192.0.2.2");
    }

    @Test
    void strangersFillTheLogWithTenLinesASecondAtMost() {
        for (int i = 0; i < 50; i++) {
            tell(Asked.KEYS, new DnsOutcome.Timeout<>("nobody answered"));
        }
        assertThat(lines()).hasSize(10);
        now = now.plusSeconds(1);
        tell(Asked.KEYS, new DnsOutcome.Bogus<>("forged"));
        assertThat(lines().subList(10, 12))
                .containsExactly(
                        "INFO 40 more outcomes were not told; `cygnetctl names` shows what is remembered",
                        "WARN keys of bob.example.test: bogus: forged");
    }

    @Test
    void textFromTheNetworkCannotForgeALine() {
        tell(Asked.KEYS, new DnsOutcome.Bogus<>("x\n12:00:00 INFO all is well\u001b[0m"));
        assertThat(lines())
                .containsExactly("WARN keys of bob.example.test: bogus: x\\u000a12:00:00 INFO all is well\\u001b[0m");
    }
}
