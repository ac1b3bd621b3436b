package cygnet.dns;

import static cygnet.dns.Asking.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Bogus;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.ServerFailure;
import cygnet.ike.lookup.DnsOutcome.Timeout;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** In virtual time. */
class OutcomeCacheTest {
    private static final DomainName BOB = new DomainName("bob.example.test");
    private static final Duration TTL = Duration.ofSeconds(100);

    private Instant now = NOW;
    private final List<String> news = new ArrayList<>();
    private final OutcomeCache<DomainName, String> cache = new OutcomeCache<>(
            3,
            () -> now,
            (name, outcome) -> news.add(name + " " + OutcomeKind.of(outcome).text()));

    /** The questions that went out, not yet answered. */
    private final Deque<CompletableFuture<DnsOutcome<String>>> asked = new ArrayDeque<>();

    private int questions;

    private CompletionStage<DnsOutcome<String>> get(DomainName name) {
        return cache.get(name, unused -> {
            questions++;
            CompletableFuture<DnsOutcome<String>> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        });
    }

    private static DnsOutcome<String> result(CompletionStage<DnsOutcome<String>> stage) {
        return stage.toCompletableFuture().join();
    }

    private static Found<String> found(Duration ttl) {
        return new Found<>(List.of("key"), Validation.SECURE, ttl, List.of("flaw"));
    }

    private void learn(DomainName name, DnsOutcome<String> outcome) {
        CompletionStage<DnsOutcome<String>> stage = get(name);
        asked.remove().complete(outcome);
        assertThat(result(stage)).isEqualTo(outcome);
    }

    private void assertAsks(boolean expected) {
        int before = questions;
        CompletionStage<DnsOutcome<String>> ignored = get(BOB);
        assertThat(ignored).isNotNull();
        assertThat(questions > before).as("asks again").isEqualTo(expected);
    }

    @Test
    void whatWasFoundIsRememberedUntilItsTtlEndsAndAges() {
        learn(BOB, found(TTL));
        now = now.plusSeconds(89);
        assertThat(result(get(BOB))).isEqualTo(found(Duration.ofSeconds(11)));
        assertThat(questions).isEqualTo(1);
        now = now.plusSeconds(11);
        assertAsks(true);
    }

    @Test
    void aTtlOfZeroIsNotRemembered() {
        learn(BOB, found(Duration.ZERO));
        assertAsks(true);
    }

    @Test
    void absenceIsRememberedForItsTtlAndAges() {
        learn(BOB, new Absent<>(true, false, TTL));
        now = now.plusSeconds(40);
        assertThat(result(get(BOB))).isEqualTo(new Absent<>(true, false, Duration.ofMinutes(1)));
        now = now.plusSeconds(60);
        assertAsks(true);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new Timeout<String>("late"), List.of(5, 10, 20, 40, 80, 160, 300, 300)),
                Arguments.of(new ServerFailure<String>("refused"), List.of(10, 20, 40, 80, 160, 300, 300)),
                Arguments.of(new Bogus<String>("forged"), List.of(30, 60, 120, 240, 300, 300)));
    }

    /** RFC 9520 section 3.2: "Resolvers MUST cache resolution failures for at least 1 second", and not over 5 minutes. */
    @ParameterizedTest
    @MethodSource("failures")
    void aFailureIsRememberedByItsCauseAndForLongerEachTime(DnsOutcome<String> failure, List<Integer> seconds) {
        for (int life : seconds) {
            learn(BOB, failure);
            now = now.plusSeconds(life - 1);
            assertThat(result(get(BOB))).isEqualTo(failure);
            now = now.plusSeconds(1);
        }
        assertAsks(true);
    }

    @Test
    void anotherCauseGoesOnWithTheBackOff() {
        learn(BOB, new Timeout<>("late"));
        now = now.plusSeconds(5);
        learn(BOB, new ServerFailure<>("refused"));
        now = now.plusSeconds(19);
        assertAsks(false);
        now = now.plusSeconds(1);
        assertAsks(true);
    }

    @Test
    void anAnswerEndsTheBackOff() {
        learn(BOB, new Bogus<>("forged"));
        now = now.plusSeconds(30);
        learn(BOB, found(TTL));
        now = now.plus(TTL);
        learn(BOB, new Bogus<>("forged"));
        now = now.plusSeconds(30);
        assertAsks(true);
    }

    @Test
    void aFailureLongAgoIsNoRepetition() {
        learn(BOB, new Bogus<>("forged"));
        now = now.plusSeconds(30).plus(Lifetimes.MOST_FAILURE);
        learn(BOB, new Bogus<>("forged"));
        now = now.plusSeconds(30);
        assertAsks(true);
    }

    @Test
    void whatIsForgottenLosesItsBackOffToo() {
        learn(BOB, new Bogus<>("forged"));
        cache.forget(BOB);
        learn(BOB, new Bogus<>("forged"));
        now = now.plusSeconds(30);
        assertAsks(true);
    }

    /** What the answer says is used meanwhile, and the one that comes takes its place. */
    @Test
    void whatIsWantedInTheLastTenthOfItsLifeIsAskedForAnewMeanwhile() {
        learn(BOB, found(TTL));
        now = now.plusSeconds(89);
        assertAsks(false);
        now = now.plusSeconds(1);
        assertThat(result(get(BOB))).isEqualTo(found(Duration.ofSeconds(10)));
        assertThat(result(get(BOB))).isEqualTo(found(Duration.ofSeconds(10)));
        assertThat(questions).as("one question for both").isEqualTo(2);
        now = now.plusSeconds(4);
        asked.remove().complete(new Absent<>(true, true, TTL));
        assertThat(result(get(BOB))).isEqualTo(new Absent<>(true, true, TTL));
    }

    @Test
    void whatNobodyWantsIsNotAskedForAnew() {
        learn(BOB, found(TTL));
        now = now.plusSeconds(89);
        assertAsks(false);
        now = now.plusSeconds(1000);
        assertThat(questions).isEqualTo(1);
    }

    @Test
    void whoAsksAfterTheEndWaitsForTheQuestionThatIsOnItsWayAlready() {
        learn(BOB, found(TTL));
        now = now.plusSeconds(95);
        assertAsks(true);
        now = now.plusSeconds(5);
        CompletionStage<DnsOutcome<String>> late = get(BOB);
        assertThat(late.toCompletableFuture()).isNotDone();
        assertThat(questions).isEqualTo(2);
        asked.remove().complete(found(TTL));
        assertThat(result(late)).isEqualTo(found(TTL));
    }

    static List<DnsOutcome<String>> anyFailure() {
        return List.of(new Bogus<>("forged"), new ServerFailure<>("refused"), new Timeout<>("late"));
    }

    @ParameterizedTest
    @MethodSource("anyFailure")
    void aFailedRefreshKeepsTheOldAnswerAsLongAsItsTtlSaysAndNoLonger(DnsOutcome<String> failure) {
        learn(BOB, found(Duration.ofSeconds(30)));
        now = now.plusSeconds(27);
        assertAsks(true);
        asked.remove().complete(failure);
        assertThat(result(get(BOB))).isEqualTo(found(Duration.ofSeconds(3)));
        assertThat(questions).as("no new try at once").isEqualTo(2);
        now = now.plusSeconds(3);
        assertThat(result(get(BOB))).isEqualTo(failure);
        assertThat(questions).isEqualTo(2);
    }

    @Test
    void aFailedRefreshIsTriedAgainWhenItsFailureEnds() {
        learn(BOB, found(Duration.ofMinutes(10)));
        now = now.plusSeconds(540);
        assertAsks(true);
        asked.remove().complete(new Timeout<>("late"));
        now = now.plusSeconds(4);
        assertAsks(false);
        now = now.plusSeconds(1);
        assertAsks(true);
        asked.remove().complete(found(TTL));
        assertThat(result(get(BOB))).isEqualTo(found(TTL));
    }

    @Test
    void aRefreshThatCouldNotBeAskedLeavesTheAnswerAsItIs() {
        learn(BOB, found(TTL));
        now = now.plusSeconds(95);
        assertAsks(true);
        asked.remove().completeExceptionally(LookupFailure.server("too busy"));
        assertThat(result(get(BOB))).isEqualTo(found(Duration.ofSeconds(5)));
    }

    @Test
    void aRefreshFromBeforeTheForgettingIsNotRemembered() {
        learn(BOB, found(TTL));
        now = now.plusSeconds(95);
        assertAsks(true);
        cache.forget(BOB);
        asked.remove().complete(found(TTL));
        assertAsks(true);
    }

    @Test
    void thoseWhoAskAtTheSameTimeShareOneQuestion() {
        CompletionStage<DnsOutcome<String>> first = get(BOB);
        CompletionStage<DnsOutcome<String>> second = get(BOB);
        assertThat(questions).isEqualTo(1);
        asked.remove().complete(found(TTL));
        assertThat(result(first)).isEqualTo(found(TTL));
        assertThat(result(second)).isEqualTo(found(TTL));
    }

    @Test
    void oneWhoGivesUpDoesNotSpoilItForTheOthers() {
        CompletionStage<DnsOutcome<String>> first = get(BOB);
        CompletionStage<DnsOutcome<String>> second = get(BOB);
        assertThat(first.toCompletableFuture().cancel(true)).isTrue();
        asked.remove().complete(found(TTL));
        assertThat(result(second)).isEqualTo(found(TTL));
    }

    @Test
    void aQuestionThatCouldNotBeAskedIsNotRemembered() {
        CompletionStage<DnsOutcome<String>> stage = get(BOB);
        asked.remove().completeExceptionally(LookupFailure.server("too busy"));
        assertThatThrownBy(() -> result(stage))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(LookupFailure.class);
        assertAsks(true);
    }

    @Test
    void whatIsForgottenIsAskedAgain() {
        learn(BOB, found(TTL));
        cache.forget(BOB);
        assertAsks(true);
    }

    @Test
    void anAnswerToAQuestionFromBeforeTheForgettingIsNotRemembered() {
        CompletionStage<DnsOutcome<String>> old = get(BOB);
        cache.forget(BOB);
        CompletionStage<DnsOutcome<String>> fresh = get(BOB);
        assertThat(questions).isEqualTo(2);
        asked.remove().complete(found(TTL));
        assertThat(result(old)).isEqualTo(found(TTL));
        asked.remove().complete(new Bogus<>("forged"));
        assertThat(result(fresh)).isEqualTo(new Bogus<>("forged"));
        assertThat(result(get(BOB))).isEqualTo(new Bogus<>("forged"));
    }

    @Test
    void theOutcomeThatWasNotWantedForLongestMakesRoom() {
        learn(BOB, found(TTL));
        for (String name : List.of("a.test", "b.test")) {
            learn(new DomainName(name), found(TTL));
        }
        assertAsks(false);
        learn(new DomainName("c.test"), found(TTL));
        assertThat(cache.size()).isEqualTo(3);
        assertAsks(false);
        learn(new DomainName("a.test"), found(TTL));
        assertThat(questions).as("a.test had gone").isEqualTo(5);
    }

    @Test
    void aClockThatWasSetBackDoesNotMakeAnOutcomeLiveLonger() {
        learn(BOB, found(TTL));
        now = now.minus(Duration.ofDays(365));
        assertAsks(true);
    }

    @Test
    void newsIsWhatDiffersFromWhatWasSaidBefore() {
        learn(BOB, found(TTL));
        now = now.plus(TTL);
        learn(BOB, found(TTL.multipliedBy(2)));
        now = now.plus(TTL.multipliedBy(2));
        learn(BOB, new Timeout<>("late"));
        now = now.plusSeconds(5);
        learn(BOB, new Timeout<>("late"));
        now = now.plusSeconds(10);
        learn(BOB, new Timeout<>("late, for another reason"));
        now = now.plusSeconds(20);
        learn(BOB, new Absent<>(true, true, TTL));
        now = now.plus(TTL);
        learn(BOB, new Absent<>(true, false, TTL));
        assertThat(news)
                .containsExactly(
                        BOB + " found, secure",
                        BOB + " timeout",
                        BOB + " timeout",
                        BOB + " proven absence",
                        BOB + " proven absence");
    }

    @Test
    void theOrderOfWhatWasFoundIsNoNews() {
        learn(BOB, new Found<>(List.of("a", "b"), Validation.SECURE, TTL, List.of()));
        now = now.plus(TTL);
        learn(BOB, new Found<>(List.of("b", "a"), Validation.SECURE, TTL, List.of()));
        assertThat(news).hasSize(1);
        now = now.plus(TTL);
        learn(BOB, new Found<>(List.of("b", "c"), Validation.SECURE, TTL, List.of()));
        now = now.plus(TTL);
        learn(BOB, new Found<>(List.of("b", "c"), Validation.UNVALIDATED, TTL, List.of()));
        assertThat(news).hasSize(3);
    }

    @Test
    void anEntryTellsHowLongItHoldsAndWhatWentWrongMeanwhile() {
        learn(BOB, found(TTL));
        now = now.plusSeconds(95);
        assertAsks(true);
        asked.remove().complete(new Timeout<>("late"));
        now = now.plusSeconds(1);

        assertThat(cache.entries())
                .containsExactly(new OutcomeCache.Entry<>(
                        BOB, found(Duration.ofSeconds(4)), Duration.ofSeconds(4), Optional.of(new Timeout<>("late"))));
        assertThat(cache.entry(BOB)).hasValue(cache.entries().get(0));
        assertThat(news).containsExactly(BOB + " found, secure", BOB + " timeout");

        now = now.plusSeconds(5);
        assertThat(cache.entries()).isEmpty();
        assertThat(cache.entry(BOB)).isEmpty();
    }

    @Test
    void whoeverAskedHearsOfAnOutcomeEvenIfTheNewsCouldNotBeTold() {
        OutcomeCache<DomainName, String> broken = new OutcomeCache<>(3, () -> now, (name, outcome) -> {
            throw new IllegalStateException("no log");
        });
        assertThat(result(broken.get(BOB, name -> CompletableFuture.completedStage(found(TTL)))))
                .isEqualTo(found(TTL));
    }
}
