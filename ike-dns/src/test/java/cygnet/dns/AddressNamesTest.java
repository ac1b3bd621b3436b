package cygnet.dns;

import static cygnet.dns.Asking.IMPATIENCE;
import static cygnet.dns.Asking.NEXT_MONTH;
import static cygnet.dns.Asking.PATIENCE;
import static cygnet.dns.Asking.YESTERDAY;
import static cygnet.dns.Asking.assertAbsent;
import static cygnet.dns.Asking.assertBogus;
import static cygnet.dns.Asking.assertTimeout;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** From an address to names, through signed and unsigned zones. */
class AddressNamesTest {
    private final ZoneTree tree = new ZoneTree(YESTERDAY, NEXT_MONTH);
    private final SignedZone reverse;
    private final SignedZone example;
    private final SignedZone unsigned;
    private final FakeDnsServer server = new FakeDnsServer(tree::answer);
    private final Asking asking = Asking.validating(tree.trustAnchor(), PATIENCE, server.endpoint());

    AddressNamesTest() {
        tree.signed("test.");
        example = tree.signed("example.test.");
        unsigned = tree.unsigned("insecure.test.");
        tree.signed("arpa.");
        reverse = tree.signed("2.0.192.in-addr.arpa.");
        example.add("bob.example.test. 600 IN A 192.0.2.2");
        example.add("bob.example.test. 900 IN AAAA 2001:db8::2");
    }

    @AfterEach
    void stop() {
        asking.close();
        server.close();
    }

    private Found<DomainName> found(String address) {
        DnsOutcome<DomainName> outcome = asking.names(address);
        assertThat(outcome).as(outcome.describe()).isInstanceOf(Found.class);
        return (Found<DomainName>) outcome;
    }

    private static DomainName name(String text) {
        return new DomainName(text);
    }

    /** RFC 4025 section 3.2: the host itself, by its address as gateway or without one. */
    @Test
    void aReverseNameWithKeysIsTheName() {
        reverse.add("2.2.0.192.in-addr.arpa. 700 IN IPSECKEY 10 0 4 . " + Records.ED25519);
        reverse.add("2.2.0.192.in-addr.arpa. 600 IN PTR bob.example.test.");
        reverse.add("38.2.0.192.in-addr.arpa. 7200 IN IPSECKEY 10 1 4 192.0.2.38 " + Records.ED25519);
        assertThat(found("192.0.2.2").records()).containsExactly(name("2.2.0.192.in-addr.arpa"));
        assertThat(found("192.0.2.2").validation()).isEqualTo(Validation.SECURE);
        assertThat(found("192.0.2.2").ttl()).isEqualTo(Duration.ofSeconds(700));
        assertThat(found("192.0.2.38").records()).containsExactly(name("38.2.0.192.in-addr.arpa"));
        assertThat(asking.foundKeys("38.2.0.192.in-addr.arpa").records()).hasSize(1);
    }

    @Test
    void aReverseKeyBehindAnotherHostIsRefusedAndThePtrRecordTakenInstead() {
        reverse.add("2.2.0.192.in-addr.arpa. 700 IN IPSECKEY 10 1 4 192.0.2.3 " + Records.ED25519);
        reverse.add("2.2.0.192.in-addr.arpa. 600 IN PTR bob.example.test.");
        assertThat(found("192.0.2.2").records()).containsExactly(name("bob.example.test"));
        assertThat(found("192.0.2.2").flaws()).singleElement().asString().contains("names the gateway 192.0.2.3");
    }

    @Test
    void aPtrRecordIsConfirmedByTheNamesOwnAddresses() {
        reverse.add("2.2.0.192.in-addr.arpa. 6000 IN PTR bob.example.test.");
        reverse.add("3.2.0.192.in-addr.arpa. 6000 IN PTR bob.example.test.");
        Found<DomainName> bob = found("192.0.2.2");
        assertThat(bob.records()).containsExactly(name("bob.example.test"));
        assertThat(bob.validation()).isEqualTo(Validation.SECURE);
        assertThat(bob.flaws()).isEmpty();
        assertThat(found("192.0.2.3").records()).isEmpty();
        assertThat(found("192.0.2.3").flaws())
                .containsExactly("PTR bob.example.test: that name does not have the address 192.0.2.3");
    }

    @Test
    void anIpv6AddressIsLookedUpByItsNibbles() {
        SignedZone nibbles = tree.signed("8.b.d.0.1.0.0.2.ip6.arpa.");
        String zeros = "0.".repeat(23);
        nibbles.add("2." + zeros + "8.b.d.0.1.0.0.2.ip6.arpa. 600 IN PTR Bob.Example.Test.");
        assertThat(found("2001:db8::2").records()).containsExactly(name("bob.example.test"));
        assertThat(ReverseName.address(Records.name("2." + zeros + "8.B.D.0.1.0.0.2.IP6.ARPA.")))
                .contains(IpAddress.parse("2001:db8::2"));
        assertThat(ReverseName.address(Records.name("2.0.192.in-addr.arpa."))).isEmpty();
        assertThat(ReverseName.of(IpAddress.parse("::ffff:192.0.2.1")).text()).endsWith("ip6.arpa");
    }

    /** RFC 2317 section 4: a part of an IPv4 network in a zone of its own. */
    @Test
    void aliasesInTheReverseZoneAreFollowed() {
        reverse.add("2.2.0.192.in-addr.arpa. 600 IN CNAME 2.0/25.2.0.192.in-addr.arpa.");
        reverse.add("4.2.0.192.in-addr.arpa. 600 IN CNAME 4.0/25.2.0.192.in-addr.arpa.");
        SignedZone part = tree.signed("0/25.2.0.192.in-addr.arpa.");
        part.add("2.0/25.2.0.192.in-addr.arpa. 600 IN PTR bob.example.test.");
        part.add("4.0/25.2.0.192.in-addr.arpa. 600 IN IPSECKEY 10 1 4 192.0.2.4 " + Records.ED25519);
        assertThat(found("192.0.2.2").records()).containsExactly(name("bob.example.test"));
        assertThat(found("192.0.2.2").validation()).isEqualTo(Validation.SECURE);
        assertThat(found("192.0.2.4").records()).containsExactly(name("4.2.0.192.in-addr.arpa"));
    }

    @Test
    void anUnsignedNameMakesTheWholeUnvalidated() {
        reverse.add("9.2.0.192.in-addr.arpa. 600 IN PTR eve.insecure.test.");
        unsigned.add("eve.insecure.test. 600 IN A 192.0.2.9");
        assertThat(found("192.0.2.9").records()).containsExactly(name("eve.insecure.test"));
        assertThat(found("192.0.2.9").validation()).isEqualTo(Validation.UNVALIDATED);
    }

    @Test
    void anAddressWithoutANameIsAProvenAbsence() {
        reverse.add("7.2.0.192.in-addr.arpa. 600 IN TXT nothing");
        assertAbsent(asking.names("192.0.2.7"), true, true);
        assertAbsent(asking.names("192.0.2.8"), true, false);
    }

    @Test
    void fourClaimsAreLookedIntoAndNoMore() {
        for (int i = 1; i <= 9; i++) {
            reverse.add("2.2.0.192.in-addr.arpa. 600 IN PTR n" + i + ".example.test.");
            example.add("n" + i + ".example.test. 600 IN A 192.0.2.2");
        }
        assertThat(found("192.0.2.2").records()).hasSize(4);
        assertThat(found("192.0.2.2").flaws())
                .containsExactly("5 more claims of names were not looked into: at most 4 are");
        long asked = server.queries().stream()
                .filter(query -> query.getQuestion().getType() == Type.A)
                .count();
        assertThat(asked).isEqualTo(4);
    }

    @Test
    void whatIsNoHostNameIsAFlawAndEscaped() {
        reverse.add("2.2.0.192.in-addr.arpa. 600 IN PTR a\\010b.example.test.");
        assertThat(found("192.0.2.2").records()).isEmpty();
        assertThat(found("192.0.2.2").flaws()).containsExactly("PTR a\\010b.example.test.: not the name of a host");
    }

    /** Bogus and failure are never "no name". */
    @Test
    void aFailureAnywhereOnTheWayIsTheOutcome() {
        reverse.add("2.2.0.192.in-addr.arpa. 600 IN PTR bob.example.test.");
        server.respondWith(FakeDnsServer.except(
                "bob.example.test.",
                Type.A,
                FakeDnsServer.messages(tree::unsignedAnswer),
                FakeDnsServer.messages(tree::answer)));
        assertBogus(asking.names("192.0.2.2"), "missing signature");
        server.respondWith(FakeDnsServer.except(
                "2.2.0.192.in-addr.arpa.",
                Type.IPSECKEY,
                FakeDnsServer.silence(),
                FakeDnsServer.messages(tree::answer)));
        try (Asking impatient = Asking.validating(tree.trustAnchor(), IMPATIENCE, server.endpoint())) {
            assertTimeout(impatient.names("192.0.2.2"), "2.2.0.192.in-addr.arpa. IPSECKEY");
        }
    }

    @Test
    void aFailureBesideANameThatIsConfirmedIsAFlawAndSoonAskedAgain() {
        reverse.add("2.2.0.192.in-addr.arpa. 600 IN PTR bob.example.test.");
        reverse.add("2.2.0.192.in-addr.arpa. 600 IN PTR old.example.test.");
        example.add("old.example.test. 600 IN A 192.0.2.2");
        server.respondWith(FakeDnsServer.except(
                "old.example.test.",
                Type.A,
                FakeDnsServer.messages(tree::unsignedAnswer),
                FakeDnsServer.messages(tree::answer)));
        Found<DomainName> found = found("192.0.2.2");
        assertThat(found.records()).containsExactly(name("bob.example.test"));
        assertThat(found.flaws()).singleElement().asString().startsWith("PTR old.example.test: whether it has");
        assertThat(found.ttl()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void theAnswerIsRememberedUntilItIsForgotten() {
        reverse.add("2.2.0.192.in-addr.arpa. 600 IN PTR bob.example.test.");
        found("192.0.2.2");
        found("192.0.2.2");
        assertThat(server.queries("2.2.0.192.in-addr.arpa.", Type.PTR)).isEqualTo(1);
        asking.directory().forget(IpAddress.parse("192.0.2.2"));
        found("192.0.2.2");
        assertThat(server.queries("2.2.0.192.in-addr.arpa.", Type.PTR)).isEqualTo(2);
        assertThat(server.queries("2.2.0.192.in-addr.arpa.", Type.IPSECKEY)).isEqualTo(2);
    }

    /** RFC 6303: resolvers answer for such zones, and nobody signs what they say. */
    @Test
    void whatAResolverSaysInALocalZoneThatIsNotDelegatedIsUnvalidated() {
        ZoneTree local = new ZoneTree(YESTERDAY, NEXT_MONTH);
        SignedZone island = local.unsigned("10.in-addr.arpa.");
        island.add("1.0.0.10.in-addr.arpa. 600 IN PTR inside.example.test.");
        example.add("inside.example.test. 600 IN A 10.0.0.1");
        tree.signed("in-addr.arpa.");
        server.respondWith(FakeDnsServer.messages(
                query -> isIn("10.in-addr.arpa.", query) ? local.answer(query) : tree.answer(query)));
        assertThat(found("10.0.0.1").records()).containsExactly(name("inside.example.test"));
        assertThat(found("10.0.0.1").validation()).isEqualTo(Validation.UNVALIDATED);
        assertAbsent(asking.names("10.0.0.2"), false, false);
    }

    /** Such a zone may well be signed, and then nobody else can answer for it. */
    @Test
    void aLocalZoneWithKeysIsBogusWithoutItsSignatures() {
        ZoneTree local = new ZoneTree(YESTERDAY, NEXT_MONTH);
        local.unsigned("2.0.192.in-addr.arpa.").add("2.2.0.192.in-addr.arpa. 600 IN PTR bob.example.test.");
        server.respondWith(FakeDnsServer.messages(
                query -> isIn("2.0.192.in-addr.arpa.", query) ? local.answer(query) : tree.answer(query)));
        assertBogus(asking.names("192.0.2.2"), "");
    }

    @Test
    void aLocalZoneWhoseKeysTheOperatorHasNamedIsValidated() {
        tree.signed("in-addr.arpa.");
        ZoneTree local = new ZoneTree(YESTERDAY, NEXT_MONTH);
        SignedZone island = local.signed("10.in-addr.arpa.");
        island.add("1.0.0.10.in-addr.arpa. 600 IN PTR inside.example.test.");
        example.add("inside.example.test. 600 IN A 10.0.0.1");
        Name apex = Records.name("10.in-addr.arpa.");
        server.respondWith(FakeDnsServer.messages(
                query -> query.getQuestion().getName().subdomain(apex) ? local.answer(query) : tree.answer(query)));
        String anchors = tree.trustAnchor() + "\n" + island.key();
        try (Asking informed = Asking.validating(anchors, PATIENCE, server.endpoint())) {
            DnsOutcome<DomainName> outcome = informed.names("10.0.0.1");
            assertThat(outcome).as(outcome.describe()).isInstanceOf(Found.class);
            assertThat(((Found<?>) outcome).validation()).isEqualTo(Validation.SECURE);
            server.respondWith(FakeDnsServer.messages(
                    query -> isIn("10.in-addr.arpa.", query) ? local.unsignedAnswer(query) : tree.answer(query)));
            informed.directory().forget(IpAddress.parse("10.0.0.1"));
            assertBogus(informed.names("10.0.0.1"), "");
        }
    }

    /** Below the apex: what is asked about the apex itself concerns the delegation. */
    private static boolean isIn(String zone, Message query) {
        Name name = query.getQuestion().getName();
        return name.subdomain(Records.name(zone)) && !name.equals(Records.name(zone));
    }
}
