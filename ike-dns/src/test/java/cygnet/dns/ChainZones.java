package cygnet.dns;

import static cygnet.dns.Asking.NEXT_MONTH;
import static cygnet.dns.Asking.YESTERDAY;
import static cygnet.dns.Asking.await;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.lookup.DomainName;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;

/** Zones with chains of trust: example.test. signed, insecure.test. not, each with a host bob that has a key. */
abstract class ChainZones {
    static final String KEY = " 600 IN IPSECKEY 10 0 4 . " + Records.ED25519;

    final ZoneTree tree = new ZoneTree(YESTERDAY, NEXT_MONTH);
    final SignedZone test = tree.signed("test.");
    final SignedZone zone = tree.signed("example.test.");
    final SignedZone unsigned = tree.unsigned("insecure.test.");
    FakeDnsServer server;
    Asking asking;

    @BeforeEach
    final void start() {
        zone.add("bob.example.test." + KEY);
        unsigned.add("bob.insecure.test." + KEY);
        server = new FakeDnsServer(tree::answer);
        asking = Asking.validating(tree.trustAnchor(), Asking.PATIENCE, server.endpoint());
    }

    @AfterEach
    final void stop() {
        asking.close();
        server.close();
    }

    final List<TrustChain> chains(String name) {
        return await(asking.directory().chains(new DomainName(name)));
    }

    final String chain(String name) {
        List<TrustChain> chains = chains(name);
        assertThat(chains).hasSize(1);
        return chains.get(0).describe();
    }

    /** As a chain shows a zone: its name, and the tag and the algorithm of its key. */
    static String link(SignedZone zone) {
        DNSKEYRecord key = (DNSKEYRecord) zone.key();
        return zone.apex() + " (" + key.getFootprint() + " " + DNSSEC.Algorithm.string(key.getAlgorithm()) + ")";
    }

    final String root() {
        DNSKEYRecord key = (DNSKEYRecord) Records.parse(tree.trustAnchor());
        return ". (" + key.getFootprint() + " ECDSAP256SHA256)";
    }

    /** The links down to {@code zones}, each in the one before. */
    final String down(SignedZone... zones) {
        return Stream.concat(Stream.of(root()), Stream.of(zones).map(ChainZones::link))
                .reduce((a, b) -> a + " > " + b)
                .orElseThrow();
    }
}
