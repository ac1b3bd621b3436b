package cygnet.dns.live;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.signature.KeyType;
import cygnet.dns.DnsConfig;
import cygnet.dns.DnsLimits;
import cygnet.dns.DnssecMode;
import cygnet.dns.KeyDirectory;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The key directory against BIND and Unbound, on the loopback interface. */
@Tag("dns-live")
class LiveKeyDirectoryTest {
    private static LiveDns dns;

    @BeforeAll
    static void start() throws Exception {
        dns = new LiveDns();
    }

    @AfterAll
    static void stop() {
        dns.close();
    }

    /** Every way to secure answers that the servers offer. */
    enum Way {
        VALIDATING_OURSELVES_BEHIND_A_VALIDATING_RESOLVER,
        VALIDATING_OURSELVES_BEHIND_A_PLAIN_RESOLVER,
        VALIDATING_OURSELVES_FROM_THE_AUTHORITATIVE_SERVER,
        TRUSTING_A_RESOLVER_WITH_EXTENDED_ERRORS,
        TRUSTING_A_RESOLVER_WITHOUT_EXTENDED_ERRORS;

        KeyDirectory open() throws IOException {
            return switch (this) {
                case VALIDATING_OURSELVES_BEHIND_A_VALIDATING_RESOLVER ->
                    directory(DnssecMode.VALIDATE, dns.validatingResolver());
                case VALIDATING_OURSELVES_BEHIND_A_PLAIN_RESOLVER ->
                    directory(DnssecMode.VALIDATE, dns.plainResolver());
                case VALIDATING_OURSELVES_FROM_THE_AUTHORITATIVE_SERVER ->
                    directory(DnssecMode.VALIDATE, dns.authoritative());
                case TRUSTING_A_RESOLVER_WITH_EXTENDED_ERRORS ->
                    directory(DnssecMode.TRUST_AD, dns.validatingResolver());
                case TRUSTING_A_RESOLVER_WITHOUT_EXTENDED_ERRORS ->
                    directory(DnssecMode.TRUST_AD, dns.terseValidatingResolver());
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void isReady(Way way) throws Exception {
        try (KeyDirectory directory = way.open()) {
            assertThat(await(directory.checkReady())).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void signedKeysAreSecureAndComeByPrecedence(Way way) throws Exception {
        try (KeyDirectory directory = way.open()) {
            Found<HostKey> found = found(directory, "bob.example.test");
            assertThat(found.validation()).isEqualTo(Validation.SECURE);
            assertThat(found.records()).extracting(HostKey::precedence).containsExactly(5, 15, 17, 20);
            assertThat(found.records())
                    .extracting(key -> key.key().type())
                    .containsExactly(KeyType.RSA, KeyType.ECDSA, KeyType.ECDSA, KeyType.ED25519);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachRecordThatCannotBeUsedIsNamedWithItsReason(Way way) throws Exception {
        try (KeyDirectory directory = way.open()) {
            assertThat(found(directory, "bob.example.test").flaws())
                    .satisfiesExactly(
                            flaw -> assertThat(flaw)
                                    .startsWith("IPSECKEY 10 0 1: algorithm 1 (DSA) but the key data is RSA")
                                    .endsWith("publish it with algorithm 2"),
                            flaw -> assertThat(flaw).startsWith("IPSECKEY 16 1 3: names the gateway 192.0.2.9"),
                            flaw -> assertThat(flaw)
                                    .startsWith("IPSECKEY 18 3 3: names the gateway gateway.example.test."));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aliasesAreFollowedAcrossSignedZones(Way way) throws Exception {
        try (KeyDirectory directory = way.open()) {
            for (String name : List.of("www", "far", "host.moved", "x.wild", "chain2")) {
                Found<HostKey> found = found(directory, name + ".example.test");
                assertThat(found.validation()).as(name).isEqualTo(Validation.SECURE);
                assertThat(found.records()).as(name).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAliasOutOfTheSignedTreeIsUnvalidated(Way way) throws Exception {
        try (KeyDirectory directory = way.open()) {
            assertThat(found(directory, "outside.example.test").validation()).isEqualTo(Validation.UNVALIDATED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tooManyAliasesAndLoopsAreFailures(Way way) throws Exception {
        try (KeyDirectory directory = way.open()) {
            assertThat(keys(directory, "chain1.example.test")).isInstanceOf(DnsOutcome.ServerFailure.class);
            assertThat(keys(directory, "loop1.example.test")).isInstanceOf(DnsOutcome.ServerFailure.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void absenceInSignedZonesIsProven(Way way) throws Exception {
        try (KeyDirectory directory = way.open()) {
            Duration ttl = Duration.ofMinutes(2);
            for (String zone : List.of("example.test", "hashed.test")) {
                assertAbsent(keys(directory, "nokey." + zone), true, true, ttl);
                assertAbsent(keys(directory, "nowhere." + zone), true, false, ttl);
            }
            assertAbsent(keys(directory, "dangling.example.test"), true, false, ttl);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingInAnUnsignedZoneIsProven(Way way) throws Exception {
        try (KeyDirectory directory = way.open()) {
            Duration ttl = Duration.ofMinutes(1);
            assertThat(found(directory, "host.insecure.test").validation()).isEqualTo(Validation.UNVALIDATED);
            assertAbsent(keys(directory, "nokey.insecure.test"), false, true, ttl);
            assertAbsent(keys(directory, "nowhere.insecure.test"), false, false, ttl);
            assertThat(found(directory, "gateway.insecure.test").records()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void tamperedAndExpiredSetsAreBogus(Way way) throws Exception {
        try (KeyDirectory directory = way.open()) {
            for (String name : List.of("host.tampered.test", "host.expired.test", "tobogus.example.test")) {
                assertThat(keys(directory, name)).as(name).isInstanceOf(DnsOutcome.Bogus.class);
            }
            assertThat(addresses(directory, "host.tampered.test"))
                    .as("the zone's other sets are unharmed")
                    .isInstanceOf(Found.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSetTooLargeForUdpComesByTcp(Way way) throws Exception {
        try (KeyDirectory directory = way.open()) {
            Found<HostKey> found = found(directory, "large.example.test");
            assertThat(found.records()).extracting(HostKey::precedence).containsExactly(1, 2, 3, 4);
            assertThat(found.flaws())
                    .filteredOn(flaw -> flaw.startsWith("IPSECKEY 5 0 4: not used"))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void addressesOfBothFamiliesMakeOneOutcome(Way way) throws Exception {
        try (KeyDirectory directory = way.open()) {
            DnsOutcome<IpAddress> outcome = addresses(directory, "alice.example.test");
            assertThat(outcome).isInstanceOf(Found.class);
            Found<IpAddress> found = (Found<IpAddress>) outcome;
            assertThat(found.records()).containsExactly(IpAddress.parse("192.0.2.1"), IpAddress.parse("2001:db8::1"));
            assertThat(found.validation()).isEqualTo(Validation.SECURE);
            assertThat(addresses(directory, "v6only.example.test")).isInstanceOf(Found.class);
            assertAbsent(addresses(directory, "nowhere.test"), true, false, Duration.ofMinutes(5));
        }
    }

    @Test
    void anUpstreamThatDoesNotValidateIsNotTakenForOneThatDoes() throws Exception {
        try (KeyDirectory directory = directory(DnssecMode.TRUST_AD, dns.plainResolver())) {
            assertThat(await(directory.checkReady()))
                    .singleElement()
                    .asString()
                    .startsWith("the resolver does not vouch for the keys of the root zone");
            assertThat(found(directory, "alice.example.test").validation()).isEqualTo(Validation.UNVALIDATED);
        }
    }

    @Test
    void withoutDnssecNothingIsSecureButTheResolversRefusalCounts() throws Exception {
        try (KeyDirectory directory = directory(DnssecMode.OFF, dns.validatingResolver())) {
            assertThat(found(directory, "alice.example.test").validation()).isEqualTo(Validation.UNVALIDATED);
            assertAbsent(keys(directory, "nokey.example.test"), false, true, Duration.ofMinutes(2));
            assertThat(keys(directory, "host.tampered.test")).isInstanceOf(DnsOutcome.Bogus.class);
        }
        try (KeyDirectory directory = directory(DnssecMode.OFF, dns.plainResolver())) {
            assertThat(found(directory, "host.tampered.test").validation()).isEqualTo(Validation.UNVALIDATED);
        }
    }

    private static KeyDirectory directory(DnssecMode dnssec, Endpoint upstream) throws IOException {
        String anchors = dnssec == DnssecMode.VALIDATE ? dns.trustAnchor() : "";
        return new KeyDirectory(
                new DnsConfig(List.of(upstream), dnssec, anchors, Duration.ofSeconds(10), DnsLimits.DEFAULT),
                Clock.systemUTC());
    }

    private static Found<HostKey> found(KeyDirectory directory, String name) throws Exception {
        DnsOutcome<HostKey> outcome = keys(directory, name);
        assertThat(outcome).as(outcome.describe()).isInstanceOf(Found.class);
        return (Found<HostKey>) outcome;
    }

    private static DnsOutcome<HostKey> keys(KeyDirectory directory, String name) throws Exception {
        return await(directory.keys(new DomainName(name)));
    }

    private static DnsOutcome<IpAddress> addresses(KeyDirectory directory, String name) throws Exception {
        return await(directory.addresses(new DomainName(name)));
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** A resolver's cache may have shortened {@code ttl} meanwhile. */
    private static void assertAbsent(DnsOutcome<?> outcome, boolean proven, boolean nameExists, Duration ttl) {
        assertThat(outcome).as(outcome.describe()).isInstanceOf(Absent.class);
        Absent<?> absent = (Absent<?>) outcome;
        assertThat(absent.proven()).isEqualTo(proven);
        assertThat(absent.nameExists()).isEqualTo(nameExists);
        assertThat(absent.ttl()).isBetween(ttl.minusSeconds(60), ttl);
    }
}
