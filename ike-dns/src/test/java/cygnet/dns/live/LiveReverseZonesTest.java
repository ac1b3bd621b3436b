package cygnet.dns.live;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of addresses, local reverse zones and rows of the time before IPSECKEY, against BIND and Unbound. */
@Tag("dns-live")
class LiveReverseZonesTest {
    private static LiveDns dns;

    @BeforeAll
    static void start() throws Exception {
        dns = new LiveDns();
    }

    @AfterAll
    static void stop() {
        dns.close();
    }

    /** Who is asked; we validate ourselves, or believe the resolver. */
    enum Resolver {
        VALIDATING_UNBOUND(DnssecMode.VALIDATE),
        PLAIN_UNBOUND(DnssecMode.VALIDATE),
        PLAIN_BIND(DnssecMode.VALIDATE),
        BELIEVED_UNBOUND(DnssecMode.TRUST_AD);

        private final DnssecMode dnssec;

        Resolver(DnssecMode dnssec) {
            this.dnssec = dnssec;
        }

        KeyDirectory open() throws IOException {
            Endpoint server = switch (this) {
                case VALIDATING_UNBOUND, BELIEVED_UNBOUND -> dns.validatingResolver();
                case PLAIN_UNBOUND -> dns.plainResolver();
                case PLAIN_BIND -> dns.plainBindResolver();
            };
            String anchors = dnssec == DnssecMode.VALIDATE ? dns.trustAnchor() : "";
            return new KeyDirectory(
                    new DnsConfig(List.of(server), dnssec, anchors, Duration.ofSeconds(10), DnsLimits.DEFAULT)
                            .withLegacyRows(),
                    Clock.systemUTC());
        }
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static Found<HostKey> foundKeys(KeyDirectory directory, String name) throws Exception {
        DnsOutcome<HostKey> outcome = await(directory.keys(new DomainName(name)));
        assertThat(outcome).as(outcome.describe()).isInstanceOf(Found.class);
        return (Found<HostKey>) outcome;
    }

    private static DnsOutcome<DomainName> names(KeyDirectory directory, String address) throws Exception {
        return await(directory.namesOf(IpAddress.parse(address)));
    }

    private static void assertName(DnsOutcome<DomainName> outcome, String name, Validation validation) {
        assertThat(outcome).as(outcome.describe()).isInstanceOf(Found.class);
        Found<DomainName> found = (Found<DomainName>) outcome;
        assertThat(found.records()).containsExactly(new DomainName(name));
        assertThat(found.validation()).isEqualTo(validation);
    }

    @ParameterizedTest
    @EnumSource
    void legacyRowsGiveTheKeysOfTheirOwners(Resolver resolver) throws Exception {
        try (KeyDirectory directory = resolver.open()) {
            for (int host : new int[] {1, 2, 5}) {
                String name = host + ".100.51.198.in-addr.arpa";
                Found<HostKey> keys = foundKeys(directory, name);
                assertThat(keys.records()).as(keys.describe()).hasSize(1);
                assertThat(keys.validation()).isEqualTo(Validation.SECURE);
                assertName(names(directory, "198.51.100." + host), name, Validation.SECURE);
            }
            assertName(names(directory, "198.51.100.3"), "legacy.example.test", Validation.SECURE);
            assertThat(foundKeys(directory, "legacy.example.test").records()).hasSize(1);
            assertThat(foundKeys(directory, "4.100.51.198.in-addr.arpa").flaws())
                    .singleElement()
                    .asString()
                    .contains("names the gateway 198.51.100.254 to answer for 4.100.51.198.in-addr.arpa, which is not");
        }
    }

    /** The Internet proves that 10.in-addr.arpa is not signed. */
    @ParameterizedTest
    @EnumSource
    void whatALocalZoneSaysIsUnvalidated(Resolver resolver) throws Exception {
        try (KeyDirectory directory = resolver.open()) {
            assertName(names(directory, "10.0.0.1"), "inside.example.test", Validation.UNVALIDATED);
            assertUnprovenAbsence(names(directory, "10.0.0.2"));
        }
    }

    /** The Internet proves that these do not exist, and yet the resolver has them, empty (RFC 6303). */
    @ParameterizedTest
    @EnumSource
    void anAbsenceFromALocalZoneThatTheInternetDoesNotHaveIsUnproven(Resolver resolver) throws Exception {
        try (KeyDirectory directory = resolver.open()) {
            for (String address : List.of("192.0.2.1", "fd00::1", "2001:db8::1")) {
                assertUnprovenAbsence(names(directory, address));
            }
        }
    }

    private static void assertUnprovenAbsence(DnsOutcome<DomainName> outcome) {
        assertThat(outcome).as(outcome.describe()).isInstanceOf(Absent.class);
        assertThat(((Absent<?>) outcome).proven()).as(outcome.describe()).isFalse();
    }

    /** Nobody but the Internet may say what is not in a local zone. */
    @ParameterizedTest
    @ValueSource(strings = {"203.0.114.1", "2001:db9::1"})
    void anAbsenceThatTheInternetProvesIsProven(String address) throws Exception {
        try (KeyDirectory directory = Resolver.PLAIN_UNBOUND.open()) {
            DnsOutcome<DomainName> outcome = names(directory, address);
            assertThat(outcome).as(outcome.describe()).isInstanceOf(Absent.class);
            assertThat(((Absent<?>) outcome).proven()).isTrue();
        }
    }
}
