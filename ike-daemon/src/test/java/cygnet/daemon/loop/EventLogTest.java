package cygnet.daemon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Verdict;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EventLogTest {
    private static final Endpoint STRANGER = new Endpoint(IpAddress.parse("203.0.113.7"), 500);

    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private EventLog log = new EventLog(() -> now);

    @BeforeEach
    void writeToMemory() {
        Logger logger = new LoggerContext().getLogger("ike");
        written.start();
        logger.addAppender(written);
        log = new EventLog(logger, () -> now);
    }

    @Test
    void strangersFillTheLogWithTenLinesASecondAtMost() {
        refuse(1000);
        assertThat(written.list).hasSize(10);

        now = now.plusSeconds(1);
        refuse(1);

        assertThat(lines().subList(10, 12))
                .containsExactly(
                        "990 more requests were refused; `cygnetctl status` counts them by cause",
                        new IkeEvent.Refused(STRANGER, "cause 0").describe());
    }

    @Test
    void whatIsLeftOutIsToldWithTheNextEventOfAnyKind() {
        refuse(11);
        now = now.plusSeconds(60);
        log.log(new IkeEvent.Dropped(STRANGER, "it is malformed"));

        assertThat(lines()).hasSize(12).element(10).asString().startsWith("1 more requests were refused");
    }

    /** As when somebody on this host scans a network of a group. */
    @Test
    void whoSendsToManyHostsFillsTheLogNoFaster() {
        for (int i = 0; i < 1000; i++) {
            log.log(decided(i));
        }
        now = now.plusSeconds(1);
        for (int i = 0; i < 1000; i++) {
            log.log(decided(i));
        }
        now = now.plusSeconds(1);
        log.log(new IkeEvent.Dropped(STRANGER, "it is malformed"));

        assertThat(lines()).hasSize(100 + 1 + 10 + 1 + 1);
        assertThat(lines().get(99)).isEqualTo(decided(99).describe());
        assertThat(lines().get(100))
                .isEqualTo(
                        "900 more lines about hosts were left out; `cygnetctl status` shows what is remembered of each");
        assertThat(lines().get(111)).startsWith("990 more lines about hosts");
    }

    /** Half an IKE SA costs its sender one datagram; an established one takes a proof. */
    @Test
    void handshakesThatFailDoNotHideThoseThatSucceed() {
        IkeEvent.IkeSaEstablished established = new IkeEvent.IkeSaEstablished(
                "bob[1001]", STRANGER, STRANGER, Identification.fqdn("bob.example.test"), Assurance.DNSSEC, "Ed25519");
        for (int i = 0; i < 1000; i++) {
            log.log(new IkeEvent.MessageReceived("bob[" + i + "]", STRANGER, "IKE_SA_INIT request 0"));
            log.log(new IkeEvent.IkeSaClosed("bob[" + i + "]", "no IKE_AUTH", false));
        }
        log.log(established);

        assertThat(lines()).hasSize(500 + 100 + 1).endsWith(established.describe());
        now = now.plusSeconds(1);
        log.log(new IkeEvent.IkeSaClosed("bob[1001]", "deleted by the peer", true));
        assertThat(lines().subList(601, 603))
                .containsExactly("500 more lines about messages were left out", "900 more failures were left out");
    }

    @Test
    void whatWasNotUsedIsSavedUp() {
        for (int i = 0; i < 100; i++) {
            log.log(decided(i));
        }
        now = now.plusSeconds(5);
        for (int i = 0; i < 100; i++) {
            log.log(decided(i));
        }
        assertThat(written.list).hasSize(150);
    }

    private static IkeEvent.Decided decided(int host) {
        return new IkeEvent.Decided(
                IpAddress.parse("198.51.100." + host % 256),
                "private-or-clear 0.0.0.0/0",
                Verdict.PASS,
                "no name",
                Duration.ofMinutes(1));
    }

    @Test
    void whoListensHearsOfEach() {
        List<IkeEvent> heard = new ArrayList<>();
        log.add(heard::add);
        refuse(50);

        assertThat(heard).hasSize(50);
    }

    private void refuse(int times) {
        for (int i = 0; i < times; i++) {
            log.log(new IkeEvent.Refused(STRANGER, "cause " + i));
        }
    }

    private List<String> lines() {
        return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
