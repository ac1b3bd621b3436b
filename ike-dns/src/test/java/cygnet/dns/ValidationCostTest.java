package cygnet.dns;

import static cygnet.dns.Asking.NEXT_MONTH;
import static cygnet.dns.Asking.YESTERDAY;
import static cygnet.dns.Asking.assertAbsent;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many signatures an outcome costs: the root, test. and example.test. are signed, each with one key. */
class ValidationCostTest {
    private final ZoneTree tree = new ZoneTree(YESTERDAY, NEXT_MONTH);
    private final CountedVerifications verifications = new CountedVerifications();
    private FakeDnsServer server;
    private Asking asking;

    @BeforeEach
    void start() {
        tree.signed("test.");
        SignedZone zone = tree.signed("example.test.");
        zone.add("a.example.test. 600 IN A 192.0.2.1");
        zone.add("b.example.test. 600 IN A 192.0.2.2");
        zone.add("c.example.test. 600 IN IPSECKEY 10 0 4 . " + Records.ED25519);
        server = new FakeDnsServer(tree::answer);
        asking = Asking.validating(tree.trustAnchor(), Asking.PATIENCE, server.endpoint());
    }

    @AfterEach
    void stop() {
        asking.close();
        server.close();
        verifications.close();
    }

    @Test
    void aNameInAKnownZoneCostsItsOwnProofAlone() {
        assertAbsent(asking.keys("a.example.test"), true, true);
        // The keys of three zones, DS of two, SOA and NSEC.
        assertThat(verifications.sinceLast()).as("cold").isEqualTo(7);
        assertAbsent(asking.keys("b.example.test"), true, true);
        assertThat(verifications.sinceLast()).as("SOA and NSEC").isEqualTo(2);
        asking.foundKeys("c.example.test");
        assertThat(verifications.sinceLast()).as("the record").isEqualTo(1);
        assertAbsent(asking.keys("x.example.test"), true, false);
        assertThat(verifications.sinceLast()).as("SOA and two NSEC").isEqualTo(3);
    }
}
