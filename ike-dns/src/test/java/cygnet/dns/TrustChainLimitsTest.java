package cygnet.dns;

import static cygnet.dns.Asking.NOW;
import static cygnet.dns.Asking.await;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.dns.TrustChain.End;
import cygnet.ike.lookup.DomainName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** What is told of a chain that can't be found out, or not wholly, or not here. */
class TrustChainLimitsTest extends ChainZones {
    /** A clock that goes on only when it is looked at, or told to. */
    private static final class SteppedClock extends Clock {
        private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
        private final Duration look;

        SteppedClock(Duration look) {
            this.look = look;
        }

        void pass(Duration time) {
            now.updateAndGet(instant -> instant.plus(time));
        }

        @Override
        public Instant instant() {
            return now.getAndUpdate(instant -> instant.plus(look));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void whatAServerRefusesToTellIsToldAsMissing() {
        asking.foundKeys("bob.example.test");
        server.respondWith(FakeDnsServer.except(
                "example.test.",
                Type.DNSKEY,
                FakeDnsServer.refusal(Rcode.REFUSED),
                FakeDnsServer.messages(tree::answer)));
        assertThat(chain("bob.example.test"))
                .startsWith(down(test) + " > example.test.: not known, ")
                .endsWith("answered REFUSED about example.test. DNSKEY");
    }

    @Test
    void aServersFailureEndsTheChainWhereItWas() {
        server.respondWith(FakeDnsServer.except(
                "bob.example.test.",
                Type.IPSECKEY,
                FakeDnsServer.refusal(Rcode.REFUSED),
                FakeDnsServer.messages(tree::answer)));
        assertThat(chain("bob.example.test"))
                .startsWith(down(test, zone) + " > bob.example.test.: not known, ")
                .endsWith("answered REFUSED about bob.example.test. IPSECKEY");
    }

    @Test
    void aServerThatIsSilentIsNotWaitedForTwice() {
        server.respondWith(FakeDnsServer.silence());
        try (Asking impatient = Asking.validating(tree.trustAnchor(), Asking.IMPATIENCE, server.endpoint())) {
            impatient.keys("bob.example.test");
            int before = server.queries().size();
            assertThat(await(impatient.directory().chains(new DomainName("bob.example.test"))))
                    .extracting(TrustChain::describe)
                    .containsExactly(
                            "bob.example.test.: not known, no answer in time about bob.example.test. IPSECKEY");
            assertThat(server.queries()).hasSize(before);
        }
    }

    @Test
    void silenceMeanwhileEndsTheChainInTime() {
        try (Asking impatient = Asking.validating(tree.trustAnchor(), Asking.IMPATIENCE, server.endpoint())) {
            impatient.foundKeys("bob.example.test");
            server.respondWith(FakeDnsServer.except(
                    "test.", Type.DNSKEY, FakeDnsServer.silence(), FakeDnsServer.messages(tree::answer)));
            assertThat(await(impatient.directory().chains(new DomainName("bob.example.test"))))
                    .extracting(TrustChain::describe)
                    .containsExactly(down() + " > test.: not known, no answer in time about test. DNSKEY");
        }
    }

    @Test
    void allQuestionsTogetherHaveTheTimeOfOne(@TempDir Path dir) throws IOException {
        Path anchors = Files.writeString(dir.resolve("anchors"), tree.trustAnchor());
        try (Asking slow = Asking.validating(anchors, new SteppedClock(Duration.ofSeconds(3)), server.endpoint())) {
            assertThat(await(slow.directory().chains(new DomainName("bob.example.test"))))
                    .singleElement()
                    .extracting(TrustChain::describe)
                    .asString()
                    .contains(": not known, no time was left to ask for ");
        }
    }

    @Test
    void anchorsThatAreReplacedInTheirFileBeginTheChainFromThenOn(@TempDir Path dir) throws IOException {
        Path anchors = Files.writeString(dir.resolve("anchors"), tree.trustAnchor());
        SteppedClock clock = new SteppedClock(Duration.ZERO);
        try (Asking following = Asking.validating(anchors, clock, server.endpoint())) {
            assertThat(await(following.directory().chains(new DomainName("bob.example.test"))))
                    .extracting(TrustChain::describe)
                    .containsExactly(down(test, zone));
            Files.writeString(anchors, zone.key().toString());
            clock.pass(AnchorFile.LOOK_EVERY);
            assertThat(await(following.directory().chains(new DomainName("bob.example.test"))))
                    .extracting(TrustChain::describe)
                    .containsExactly(link(zone));
        }
    }

    @Test
    void aTreeWithoutEndIsLeftAfterTwelveZones() {
        StringBuilder apex = new StringBuilder("example.test.");
        for (int i = 0; i < 20; i++) {
            tree.signed(apex.insert(0, "z" + i + ".").toString());
        }
        TrustChain chain =
                chains("nobody." + apex.substring(0, apex.length() - 1)).get(0);
        assertThat(chain.links()).hasSize(12);
        assertThat(chain.describe()).endsWith(".z1.z0.example.test.: not known, more than 12 zones");
    }

    @Test
    void whoBelievesAResolverNamesItAndAsksNoMore() {
        server.respondWith(FakeDnsServer.messages(query -> {
            Message answer = tree.answer(query);
            answer.getHeader().setFlag(Flags.AD);
            return answer;
        }));
        try (Asking trusting = Asking.trusting(Asking.PATIENCE, server.endpoint())) {
            assertThat(await(trusting.directory().chains(new DomainName("bob.example.test"))))
                    .singleElement()
                    .isEqualTo(new TrustChain(
                            "bob.example.test.",
                            List.of(),
                            End.TOLD,
                            "bob.example.test.",
                            "as told by " + server.endpoint() + " (AD)"))
                    .extracting(TrustChain::describe)
                    .isEqualTo("as told by " + server.endpoint() + " (AD)");
            assertThat(server.queries()).allMatch(query -> query.getQuestion().getType() == Type.IPSECKEY);
        }
        server.respondWith(FakeDnsServer.messages(tree::answer));
        try (Asking trusting = Asking.trusting(Asking.PATIENCE, server.endpoint())) {
            assertThat(await(trusting.directory().chains(new DomainName("bob.example.test"))))
                    .extracting(TrustChain::describe)
                    .containsExactly("bob.example.test.: insecure, as told by " + server.endpoint() + " (no AD)");
        }
    }

    @Test
    void whereNothingIsValidatedThereIsNoChain() {
        try (Asking trusting = Asking.unprotected(Asking.PATIENCE, DnsLimits.DEFAULT, server.endpoint())) {
            assertThat(await(trusting.directory().chains(new DomainName("bob.example.test"))))
                    .extracting(TrustChain::describe)
                    .containsExactly("not validated");
        }
    }
}
