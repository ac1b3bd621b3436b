package cygnet.daemon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.sa.IkeEvent;
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
