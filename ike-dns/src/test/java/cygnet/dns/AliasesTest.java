package cygnet.dns;

import static cygnet.dns.Asking.NOW;
import static cygnet.dns.Records.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class AliasesTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final Message message = new Message();

    private void answer(String... lines) {
        for (String line : lines) {
            message.addRecord(Records.parse(line), Section.ANSWER);
        }
    }

    private Aliases follow(String from, int limit) throws LookupFailure {
        return Aliases.follow(message, name(from), Type.A, limit);
    }

    @Test
    void recordsAtTheNameItselfNeedNoSteps() throws LookupFailure {
        answer("bob.test. 60 IN A 192.0.2.1", "bob.test. 60 IN A 192.0.2.2", "eve.test. 60 IN A 192.0.2.3");
        Aliases aliases = follow("bob.test.", 0);
        assertThat(aliases.steps()).isZero();
        assertThat(aliases.end()).isEqualTo(name("bob.test."));
        assertThat(aliases.records()).hasSize(2);
    }

    @Test
    void theOrderAndTheCaseOfAliasesDoNotMatter() throws LookupFailure {
        answer("c.test. 60 IN A 192.0.2.1", "B.test. 60 IN CNAME C.test.", "a.TEST. 60 IN CNAME b.test.");
        Aliases aliases = follow("A.test.", 2);
        assertThat(aliases.steps()).isEqualTo(2);
        assertThat(aliases.records()).hasSize(1);
    }

    @Test
    void eightStepsAreFollowedIfEightAreAllowedAndNotNine() throws LookupFailure {
        for (int i = 0; i < 9; i++) {
            answer("n" + i + ".test. 60 IN CNAME n" + (i + 1) + ".test.");
        }
        assertThat(follow("n1.test.", 8).end()).isEqualTo(name("n9.test."));
        assertThatThrownBy(() -> follow("n0.test.", 8))
                .isInstanceOf(LookupFailure.class)
                .hasMessage("too many aliases on the way from n0.test.");
    }

    @Test
    void aLoopIsFoundWhereItCloses() {
        answer("a.test. 60 IN CNAME b.test.", "b.test. 60 IN CNAME c.test.", "c.test. 60 IN CNAME B.test.");
        assertThatThrownBy(() -> follow("a.test.", 8))
                .isInstanceOf(LookupFailure.class)
                .hasMessage("the aliases of a.test. form a loop at B.test.");
    }

    @Test
    void theLeastTtlOnTheWayCountsAndOthersDoNot() throws LookupFailure {
        answer("a.test. 90 IN CNAME b.test.", "b.test. 100 IN A 192.0.2.1", "eve.test. 1 IN A 192.0.2.3");
        assertThat(follow("a.test.", 8).ttl(NOW)).isEqualTo(Duration.ofSeconds(90));
    }

    /** A server may give the implied CNAME record any TTL; dnsjava gives it 0 where the server left it out. */
    @Test
    void theTtlOfADnameStandsForTheCnameThatItImplies() throws LookupFailure {
        answer(
                "old.test. 80 IN DNAME new.test.",
                "a.old.test. 0 IN CNAME a.new.test.",
                "a.new.test. 90 IN A 192.0.2.1");
        assertThat(follow("a.old.test.", 8).ttl(NOW)).isEqualTo(Duration.ofSeconds(80));
    }

    @Test
    void aTtlIsBetweenAMinuteAndADay() throws LookupFailure {
        answer("a.test. 1000000 IN A 192.0.2.1", "b.test. 0 IN A 192.0.2.1", "c.test. 59 IN A 192.0.2.1");
        assertThat(follow("b.test.", 8).ttl(NOW)).isEqualTo(Duration.ofMinutes(1));
        assertThat(follow("c.test.", 8).ttl(NOW)).isEqualTo(Duration.ofMinutes(1));
        assertThat(follow("a.test.", 8).ttl(NOW)).isEqualTo(DAY);
    }

    /** RFC 4035 section 5.3.3. */
    @Test
    void aTtlIsCutToTheSignaturesEndAndToTheOriginalTtl() throws LookupFailure {
        String signature = " IN RRSIG A 13 2 %d %s 20260501000000 1 test. AAAA";
        answer("a.test. 600 IN A 192.0.2.1", "a.test. 600" + signature.formatted(600, "20260601120030"));
        answer("b.test. 600 IN A 192.0.2.1", "b.test. 600" + signature.formatted(70, "20270601120000"));
        answer("c.test. 600 IN A 192.0.2.1", "c.test. 600" + signature.formatted(600, "20260601115959"));
        assertThat(follow("a.test.", 8).ttl(NOW)).isEqualTo(Duration.ofSeconds(30));
        assertThat(follow("b.test.", 8).ttl(NOW)).isEqualTo(Duration.ofSeconds(70));
        assertThat(follow("c.test.", 8).ttl(NOW)).isEqualTo(Duration.ZERO);
    }

    @Test
    void aWayThatEndsInNothingLeavesOffUnlessTheAnswerIsNegative() throws LookupFailure {
        answer("a.test. 60 IN CNAME b.test.");
        assertThat(follow("a.test.", 8).leaveOff(message)).isTrue();
        assertThat(follow("b.test.", 8).leaveOff(message)).as("no alias").isFalse();
        message.addRecord(Records.parse("test. 60 IN SOA ns.test. a.test. 1 2 3 4 5"), Section.AUTHORITY);
        assertThat(follow("a.test.", 8).leaveOff(message)).as("NODATA").isFalse();
        message.removeAllRecords(Section.AUTHORITY);
        message.getHeader().setRcode(Rcode.NXDOMAIN);
        assertThat(follow("a.test.", 8).leaveOff(message)).as("NXDOMAIN").isFalse();
    }
}
