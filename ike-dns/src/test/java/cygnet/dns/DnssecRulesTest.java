package cygnet.dns;

import static cygnet.dns.Asking.NEXT_MONTH;
import static cygnet.dns.Asking.YESTERDAY;
import static cygnet.dns.Asking.assertAbsent;
import static cygnet.dns.Asking.assertBogus;
import static cygnet.dns.Records.name;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.lookup.DnsOutcome.Validation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What validation believes and what it does not. */
class DnssecRulesTest {
    private final ZoneTree tree = new ZoneTree(YESTERDAY, NEXT_MONTH);
    private final FakeDnsServer server = new FakeDnsServer(tree::answer);
    private final Asking asking = Asking.validating(tree.trustAnchor(), Asking.PATIENCE, server.endpoint());

    DnssecRulesTest() {
        tree.signed("test.");
    }

    @AfterEach
    void stop() {
        asking.close();
        server.close();
    }

    private static void publish(SignedZone zone) {
        zone.add("bob.zone.test. 600 IN IPSECKEY 10 0 4 . " + Records.ED25519);
        zone.add("nokey.zone.test. 600 IN A 192.0.2.3");
    }

    /** RFC 4035 section 5.2: a zone whose algorithms are all unsupported counts as unsigned. */
    @ParameterizedTest
    @CsvSource({"8,SECURE", "13,SECURE", "5,UNVALIDATED", "7,UNVALIDATED"})
    void aZoneSignedWithSha1CountsAsUnsigned(int algorithm, Validation validation) {
        SignedZone zone = SignedZone.signed(name("zone.test."), YESTERDAY, NEXT_MONTH, algorithm);
        publish(zone);
        tree.add(zone);
        assertThat(asking.foundKeys("bob.zone.test").validation()).isEqualTo(validation);
    }

    @Test
    void aZoneThatItsParentNamesBySha1AloneCountsAsUnsigned() {
        SignedZone zone = SignedZone.signed(name("zone.test."), YESTERDAY, NEXT_MONTH);
        zone.useDigest(DNSSEC.Digest.SHA1);
        publish(zone);
        tree.add(zone);
        assertThat(asking.foundKeys("bob.zone.test").validation()).isEqualTo(Validation.UNVALIDATED);
    }

    /** RFC 6840 section 5.11: the zone's DS record promises signatures of a better algorithm. */
    @Test
    void aSha1SignatureInAZoneThatHasABetterKeyIsNoSignature() {
        SignedZone zone = tree.signed("zone.test.");
        zone.signDataWith(DNSSEC.Algorithm.RSASHA1);
        publish(zone);
        assertBogus(asking.keys("bob.zone.test"), "unsigned response");
    }

    @Test
    void anotherSoundAlgorithmOfTheSameZoneIsBelieved() {
        SignedZone zone = tree.signed("zone.test.");
        zone.signDataWith(DNSSEC.Algorithm.RSASHA256);
        publish(zone);
        assertThat(asking.foundKeys("bob.zone.test").validation()).isEqualTo(Validation.SECURE);
    }

    /** RFC 9276 section 3.2. */
    @ParameterizedTest
    @CsvSource({"0,true", "50,true", "51,false", "2500,false"})
    void absenceIsProvenByFewNsec3IterationsAndNotByMany(int iterations, boolean proven) {
        SignedZone zone = tree.signed("zone.test.");
        zone.useNsec3(iterations);
        publish(zone);
        assertAbsent(asking.keys("nokey.zone.test"), proven, true);
        assertThat(asking.foundKeys("bob.zone.test").validation()).isEqualTo(Validation.SECURE);
    }

    /** As in a rollover: each has a signature of a key that was just withdrawn, and one that holds. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneGoodSignatureOfSeveralIsEnough(boolean goodOneFirst) {
        publish(tree.signed("zone.test."));
        server.respondWith(FakeDnsServer.messages(query -> {
            Message answer = tree.answer(query);
            return query.getQuestion().getType() == Type.IPSECKEY ? withAnotherSignature(answer, goodOneFirst) : answer;
        }));
        assertThat(asking.foundKeys("bob.zone.test").validation()).isEqualTo(Validation.SECURE);
    }

    private static Message withAnotherSignature(Message answer, boolean goodOneFirst) {
        RRSIGRecord good = answer.getSection(Section.ANSWER).stream()
                .filter(RRSIGRecord.class::isInstance)
                .map(RRSIGRecord.class::cast)
                .findFirst()
                .orElseThrow();
        RRSIGRecord withdrawn = new RRSIGRecord(
                good.getName(),
                good.getDClass(),
                good.getTTL(),
                good.getTypeCovered(),
                good.getAlgorithm(),
                good.getOrigTTL(),
                good.getExpire(),
                good.getTimeSigned(),
                good.getFootprint() ^ 1,
                good.getSigner(),
                good.getSignature());
        answer.removeRecord(good, Section.ANSWER);
        answer.addRecord(goodOneFirst ? good : withdrawn, Section.ANSWER);
        answer.addRecord(goodOneFirst ? withdrawn : good, Section.ANSWER);
        return answer;
    }
}
