package cygnet.dns;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Bogus;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.ServerFailure;
import cygnet.ike.lookup.DnsOutcome.Timeout;
import cygnet.ike.lookup.DnsOutcome.Validation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Record;

class AddressRecordsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final IpAddress V4 = IpAddress.parse("192.0.2.1");
    private static final IpAddress V6 = IpAddress.parse("2001:db8::1");

    private static DnsOutcome<IpAddress> found(IpAddress address, Validation validation, Duration ttl) {
        return new Found<>(List.of(address), validation, ttl, List.of());
    }

    /** Both orders must give the same, but for the order of addresses. */
    private static void assertWeaker(DnsOutcome<IpAddress> a, DnsOutcome<IpAddress> b, DnsOutcome<IpAddress> expected) {
        assertThat(Outcomes.both(a, b)).isEqualTo(expected);
        assertThat(Outcomes.both(b, a).getClass()).isEqualTo(expected.getClass());
    }

    @Test
    void bothFamiliesAreJoinedWithTheLesserTtlAndValidation() {
        assertWeaker(
                found(V4, Validation.SECURE, HOUR),
                found(V6, Validation.SECURE, MINUTE),
                new Found<>(List.of(V4, V6), Validation.SECURE, MINUTE, List.of()));
        assertWeaker(
                found(V4, Validation.SECURE, HOUR),
                found(V6, Validation.UNVALIDATED, HOUR),
                new Found<>(List.of(V4, V6), Validation.UNVALIDATED, HOUR, List.of()));
    }

    @Test
    void aMissingFamilyLeavesTheOther() {
        assertWeaker(
                found(V4, Validation.SECURE, HOUR),
                new Absent<>(true, true, MINUTE),
                found(V4, Validation.SECURE, MINUTE));
        assertWeaker(
                found(V4, Validation.SECURE, MINUTE),
                new Absent<>(false, true, HOUR),
                found(V4, Validation.UNVALIDATED, MINUTE));
    }

    @Test
    void absenceIsProvenOnlyForBoth() {
        assertWeaker(
                new Absent<>(true, false, HOUR), new Absent<>(false, true, MINUTE), new Absent<>(false, true, MINUTE));
        assertWeaker(new Absent<>(true, false, HOUR), new Absent<>(true, false, HOUR), new Absent<>(true, false, HOUR));
    }

    @Test
    void aFailureOfOneIsTheOutcomeOfBothAndBogusIsTheWorst() {
        DnsOutcome<IpAddress> found = found(V4, Validation.SECURE, HOUR);
        DnsOutcome<IpAddress> absent = new Absent<>(true, false, HOUR);
        DnsOutcome<IpAddress> timeout = new Timeout<>("late");
        DnsOutcome<IpAddress> failure = new ServerFailure<>("no");
        DnsOutcome<IpAddress> bogus = new Bogus<>("forged");
        for (DnsOutcome<IpAddress> other : List.of(found, absent)) {
            assertWeaker(other, timeout, timeout);
            assertWeaker(other, failure, failure);
            assertWeaker(other, bogus, bogus);
        }
        assertWeaker(timeout, failure, failure);
        assertWeaker(failure, bogus, bogus);
        assertWeaker(timeout, bogus, bogus);
    }

    private static Found<IpAddress> read(List<Record> records) {
        return (Found<IpAddress>) AddressRecords.read(new Found<>(records, Validation.SECURE, HOUR, List.of()));
    }

    @Test
    void addressesAreReadAsTheyAre() {
        assertThat(read(List.of(
                                Records.parse("a.test. 60 IN A 192.0.2.1"),
                                Records.parse("a.test. 60 IN AAAA 2001:db8::1"),
                                Records.parse("a.test. 60 IN AAAA ::ffff:192.0.2.1")))
                        .records())
                .containsExactly(V4, V6, new IpAddress(Octets.ofHex("00000000000000000000ffffc0000201")));
    }

    @Test
    void ofThreeHundredAddressesTwoHundredAndFiftySixAreRead() {
        List<Record> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            records.add(Records.parse("a.test. 60 IN AAAA 2001:db8::" + Integer.toHexString(i)));
        }
        assertThat(read(records).records()).hasSize(256);
        assertThat(read(records).flaws()).containsExactly("44 more addresses were not read: at most 256 are");
    }
}
