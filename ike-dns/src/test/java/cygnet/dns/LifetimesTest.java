package cygnet.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifetimesTest {
    @ParameterizedTest
    @CsvSource({"PT0S,PT1M", "PT59S,PT1M", "PT61S,PT61S", "PT23H,PT23H", "P30D,P1D"})
    void whatWasFoundLivesBetweenAMinuteAndADay(Duration ttl, Duration life) {
        assertThat(Lifetimes.found(ttl)).isEqualTo(life);
    }

    @ParameterizedTest
    @CsvSource({"PT0S,PT30S,PT30S", "PT45S,PT45S,PT45S", "PT2M,PT2M,PT1M", "PT3H,PT5M,PT1M"})
    void anAbsenceWithoutProofLivesShorter(Duration soa, Duration proven, Duration unproven) {
        assertThat(Lifetimes.absent(true, soa)).isEqualTo(proven);
        assertThat(Lifetimes.absent(false, soa)).isEqualTo(unproven);
    }

    @Test
    void aRefreshIsDueInTheLastTenth() {
        assertThat(Lifetimes.isRefreshDue(Duration.ofHours(1), Duration.ofMinutes(53)))
                .isFalse();
        assertThat(Lifetimes.isRefreshDue(Duration.ofHours(1), Duration.ofMinutes(54)))
                .isTrue();
    }
}
