package cygnet.daemon.publish;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.dns.publish.PublishException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When the daemon tries again. */
class PublishScheduleTest {
    @Test
    void aServerThatDoesNotAnswerIsAskedEverMoreRarely() {
        assertThat(rests(new PublishSchedule(), Kind.UNREACHABLE, 9))
                .containsExactly(30L, 60L, 120L, 240L, 480L, 960L, 1920L, 3600L, 3600L);
    }

    @Test
    void aServerThatRefusesIsNotBotheredAndSuccessBeginsAnew() {
        PublishSchedule schedule = new PublishSchedule();
        assertThat(rests(schedule, Kind.FOREIGN, 4)).containsExactly(600L, 1200L, 2400L, 3600L);
        assertThat(schedule.done()).isEqualTo(Duration.ofHours(6));
        assertThat(rests(schedule, Kind.CHANGED, 1)).containsExactly(30L);
    }

    private static List<Long> rests(PublishSchedule schedule, Kind kind, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> schedule.failed(kind).toSeconds())
                .toList();
    }
}
