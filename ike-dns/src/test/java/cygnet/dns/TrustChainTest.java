package cygnet.dns;

import static cygnet.dns.Asking.NEXT_MONTH;
import static cygnet.dns.Asking.NOW;
import static cygnet.dns.Asking.YESTERDAY;
import static cygnet.dns.Asking.await;
import static cygnet.dns.Records.name;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.dns.TrustChain.End;
import cygnet.ike.lookup.DomainName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Who vouches for the keys of a name, against zones in which everything may be wrong. */
class TrustChainTest extends ChainZones {
    @Test
    void everyZoneFromTheAnchorDownIsALinkWithTheKeyThatTheOneAboveNames() {
        TrustChain chain = chains("bob.example.test").get(0);
        assertThat(chain.end()).isEqualTo(End.SECURE);
        assertThat(chain.subject()).isEqualTo("bob.example.test.");
        assertThat(chain.links()).extracting(TrustChain.Link::zone).containsExactly(".", "test.", "example.test.");
        assertThat(chain.describe()).isEqualTo(down(test, zone));
    }

    @Test
    void ofSeveralKeysTheOneThatTheDsRecordNamesIsShown() {
        zone.signDataWith(DNSSEC.Algorithm.RSASHA256);
        assertThat(chain("bob.example.test")).isEqualTo(down(test, zone));
    }

    @Test
    void aProvenAbsenceHasAChainAsWell() {
        assertThat(chain("nobody.example.test")).isEqualTo(down(test, zone));
        assertThat(chain("example.test")).isEqualTo(down(test, zone));
    }

    @Test
    void labelsBetweenZonesAreNoLinks() {
        SignedZone deep = tree.signed("c.b.a.example.test.");
        deep.add("bob.x.y.c.b.a.example.test." + KEY);
        assertThat(chain("bob.x.y.c.b.a.example.test")).isEqualTo(down(test, zone, deep));
    }

    @Test
    void aHostMayBeAZoneOfItsOwn() {
        SignedZone host = tree.signed("carol.example.test.");
        host.add("carol.example.test." + KEY);
        assertThat(chain("carol.example.test")).isEqualTo(down(test, zone, host));
    }

    @Test
    void aSecureChainIsNotLookedForBelowTheZoneThatSigned() {
        chain("bob.example.test");
        assertThat(server.queries("bob.example.test.", Type.DS)).isZero();
        assertThat(server.queries()).noneMatch(query -> query.getQuestion().getType() == Type.SOA);
    }

    @Test
    void whereThereIsNoDsRecordAnUnsignedZoneBegins() {
        assertThat(chain("bob.insecure.test")).isEqualTo(down(test) + " > insecure.test.: insecure, no DS record");
        assertThat(chain("nobody.insecure.test")).isEqualTo(down(test) + " > insecure.test.: insecure, no DS record");
    }

    @Test
    void anUnsignedZoneIsFoundBelowLabelsThatAreNone() {
        SignedZone deep = tree.unsigned("c.b.a.example.test.");
        deep.add("bob.c.b.a.example.test." + KEY);
        assertThat(chain("bob.c.b.a.example.test"))
                .isEqualTo(down(test, zone) + " > c.b.a.example.test.: insecure, no DS record");
    }

    @Test
    void aZoneThatIsSignedButHasNoDsRecordIsInsecureToo() {
        SignedZone island = SignedZone.signed(name("island.test."), YESTERDAY, NEXT_MONTH);
        island.add("bob.island.test." + KEY);
        ZoneTree withIsland = new ZoneTree(YESTERDAY, NEXT_MONTH);
        withIsland.add(island);
        tree.unsigned("island.test.");
        server.respondWith(
                FakeDnsServer.messages(query -> query.getQuestion().getName().subdomain(island.apex())
                                && query.getQuestion().getType() != Type.DS
                        ? withIsland.answer(query)
                        : tree.answer(query)));
        assertThat(chain("bob.island.test")).isEqualTo(down(test) + " > island.test.: insecure, no DS record");
    }

    @Test
    void aDsRecordOfAWeakAlgorithmDoesNotCount() {
        SignedZone weak =
                tree.add(SignedZone.signed(name("old.test."), YESTERDAY, NEXT_MONTH, DNSSEC.Algorithm.RSASHA1));
        weak.add("bob.old.test." + KEY);
        int tag = ((DNSKEYRecord) weak.key()).getFootprint();
        assertThat(chain("bob.old.test"))
                .isEqualTo(down(test) + " > old.test.: insecure, no DS record that counts: " + tag
                        + " RSASHA1 by SHA-256");
    }

    @Test
    void anAbsenceThatNobodyNeedFollowIsToldOf() {
        zone.useNsec3(DnssecRules.MOST_NSEC3_ITERATIONS + 1);
        zone.add("nokey.example.test. 600 IN A 192.0.2.3");
        assertThat(chain("nokey.example.test"))
                .isEqualTo(down(test, zone) + " > nokey.example.test.: insecure, the absence is not proven");
        assertThat(chain("bob.example.test")).isEqualTo(down(test, zone));
    }

    @Test
    void aZoneWithAnotherKeyThanTheOneAboveNamesBreaksTheChain() {
        SignedZone impostor = SignedZone.signed(name("example.test."), YESTERDAY, NEXT_MONTH);
        impostor.add("bob.example.test." + KEY);
        ZoneTree other = new ZoneTree(YESTERDAY, NEXT_MONTH);
        other.signed("test.");
        other.add(impostor);
        server.respondWith(
                FakeDnsServer.messages(query -> query.getQuestion().getName().subdomain(impostor.apex())
                                && query.getQuestion().getType() != Type.DS
                        ? other.answer(query)
                        : tree.answer(query)));
        TrustChain chain = chains("bob.example.test").get(0);
        assertThat(chain.end()).isEqualTo(End.BOGUS);
        assertThat(chain.describe()).startsWith(down(test) + " > example.test.: bogus, ");
        assertThat(chain.cause()).contains("example.test.").isNotBlank();
    }

    @Test
    void ifOnlyTheRecordsAreBogusAllZonesAreShown() {
        server.respondWith(FakeDnsServer.except(
                "bob.example.test.",
                Type.IPSECKEY,
                FakeDnsServer.messages(tree::unsignedAnswer),
                FakeDnsServer.messages(tree::answer)));
        assertThat(chain("bob.example.test"))
                .startsWith(down(test, zone) + " > bob.example.test.: bogus, ")
                .contains("missing signature");
    }

    @Test
    void aZoneThatNobodySignsAnyMoreBreaksTheChainAndSaysSince() {
        SignedZone old =
                tree.add(SignedZone.signed(name("old.test."), YESTERDAY.minusSeconds(60), NOW.minusSeconds(1)));
        old.add("bob.old.test." + KEY);
        assertThat(chain("bob.old.test"))
                .startsWith(down(test) + " > old.test.: bogus, ")
                .endsWith("expired at 2026-06-01T11:59:59Z");
    }

    @Test
    void anAnchorThatDoesNotFitBreaksTheChainAtOnce() {
        String foreign = new ZoneTree(YESTERDAY, NEXT_MONTH).trustAnchor();
        try (Asking lost = Asking.validating(foreign, Asking.PATIENCE, server.endpoint())) {
            assertThat(await(lost.directory().chains(new DomainName("bob.example.test"))))
                    .singleElement()
                    .extracting(TrustChain::describe)
                    .asString()
                    .startsWith(".: bogus, ");
        }
    }

    @Test
    void aChainBeginsAtTheNearestAnchor() {
        String anchors = tree.trustAnchor() + "\n" + zone.key();
        try (Asking near = Asking.validating(anchors, Asking.PATIENCE, server.endpoint())) {
            assertThat(await(near.directory().chains(new DomainName("bob.example.test"))))
                    .extracting(TrustChain::describe)
                    .containsExactly(link(zone));
        }
        try (Asking partly = Asking.validating(zone.key().toString(), Asking.PATIENCE, server.endpoint())) {
            assertThat(await(partly.directory().chains(new DomainName("bob.insecure.test"))))
                    .extracting(TrustChain::describe)
                    .containsExactly("bob.insecure.test.: insecure, no trust anchor is above it");
        }
    }

    @Test
    void anAliasHasAChainAndSoHasWhatItStandsFor() {
        SignedZone other = tree.signed("other.test.");
        other.add("carol.other.test." + KEY);
        zone.add("www.example.test. 600 IN CNAME web.example.test.");
        zone.add("web.example.test. 600 IN CNAME carol.other.test.");
        List<TrustChain> chains = chains("www.example.test");
        assertThat(chains)
                .extracting(TrustChain::subject)
                .containsExactly("www.example.test.", "web.example.test.", "carol.other.test.");
        assertThat(chains)
                .extracting(TrustChain::describe)
                .containsExactly(down(test, zone), down(test, zone), down(test, other));
    }

    @Test
    void whatAnAliasSaysOfAWholeTreeIsSignedWhereItIs() {
        SignedZone other = tree.signed("other.test.");
        other.add("bob.x.other.test." + KEY);
        zone.add("moved.example.test. 600 IN DNAME other.test.");
        List<TrustChain> chains = chains("bob.x.moved.example.test");
        assertThat(chains)
                .extracting(TrustChain::subject)
                .containsExactly("bob.x.moved.example.test.", "bob.x.other.test.");
        assertThat(chains).extracting(TrustChain::describe).containsExactly(down(test, zone), down(test, other));
    }

    @Test
    void ofAnAliasEachEndIsJudgedAlone() {
        zone.add("out.example.test. 600 IN CNAME bob.insecure.test.");
        unsigned.add("in.insecure.test. 600 IN CNAME bob.example.test.");
        assertThat(chains("out.example.test"))
                .extracting(TrustChain::describe)
                .containsExactly(down(test, zone), down(test) + " > insecure.test.: insecure, no DS record");
        assertThat(chains("in.insecure.test"))
                .extracting(TrustChain::describe)
                .containsExactly(down(test) + " > insecure.test.: insecure, no DS record", down(test, zone));
    }

    @Test
    void whatAnAliasStandsForCannotBreakALine() {
        Name odd = name("a\\010\\027[2J.example.test.");
        zone.add(new CNAMERecord(name("www.example.test."), DClass.IN, 600, odd));
        assertThat(chains("www.example.test"))
                .extracting(TrustChain::subject)
                .containsExactly("www.example.test.", "a\\010\\027[2J.example.test.");
    }
}
