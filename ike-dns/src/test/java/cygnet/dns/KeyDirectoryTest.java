package cygnet.dns;

import static cygnet.dns.Asking.IMPATIENCE;
import static cygnet.dns.Asking.NEXT_MONTH;
import static cygnet.dns.Asking.PATIENCE;
import static cygnet.dns.Asking.YESTERDAY;
import static cygnet.dns.Asking.assertAbsent;
import static cygnet.dns.Asking.assertServerFailure;
import static cygnet.dns.Asking.assertTimeout;
import static cygnet.dns.Asking.await;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

class KeyDirectoryTest {
    private static final DomainName BOB = new DomainName("bob.test");

    private final ZoneTree tree = new ZoneTree(YESTERDAY, NEXT_MONTH);
    private final FakeDnsServer server = new FakeDnsServer(tree::answer);
    private final CountDownLatch gate = new CountDownLatch(1);

    KeyDirectoryTest() {
        SignedZone zone = tree.unsigned("test.");
        zone.add("bob.test. 600 IN IPSECKEY 10 0 4 . " + Records.ED25519);
        zone.add("bob.test. 600 IN A 192.0.2.2");
        zone.add("bob.test. 600 IN AAAA 2001:db8::2");
    }

    @AfterEach
    void stop() {
        gate.countDown();
        server.close();
    }

    /** The server answers when the test opens the gate. */
    private Optional<byte[]> behindTheGate(Message query, boolean overTcp) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return FakeDnsServer.messages(tree::answer).respond(query, overTcp);
    }

    @Test
    void theCallerNeverWaits() {
        server.respondWith(this::behindTheGate);
        try (Asking asking = Asking.unprotected(PATIENCE, DnsLimits.DEFAULT, server.endpoint())) {
            CompletionStage<DnsOutcome<HostKey>> keys = asking.directory().keys(BOB);
            assertThat(keys.toCompletableFuture()).isNotDone();
            gate.countDown();
            assertThat(await(keys)).isInstanceOf(Found.class);
        }
    }

    @Test
    void whoAsksTheSameMeanwhileSharesTheQuestionAndLaterOnTheAnswer() {
        server.respondWith(this::behindTheGate);
        try (Asking asking = Asking.unprotected(PATIENCE, DnsLimits.DEFAULT, server.endpoint())) {
            List<CompletionStage<DnsOutcome<HostKey>>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(asking.directory().keys(BOB));
            }
            gate.countDown();
            answers.forEach(answer -> assertThat(await(answer)).isInstanceOf(Found.class));
            asking.foundKeys("bob.test");
            assertThat(server.queries("bob.test.", Type.IPSECKEY)).isEqualTo(1);
            asking.directory().forget(BOB);
            asking.foundKeys("bob.test");
            assertThat(server.queries("bob.test.", Type.IPSECKEY)).isEqualTo(2);
        }
    }

    @Test
    void addressesOfBothFamiliesAreAskedForAtOnce() {
        try (Asking asking = Asking.unprotected(PATIENCE, DnsLimits.DEFAULT, server.endpoint())) {
            DnsOutcome<IpAddress> outcome = asking.addresses("bob.test");
            assertThat(((Found<IpAddress>) outcome).records())
                    .containsExactly(IpAddress.parse("192.0.2.2"), IpAddress.parse("2001:db8::2"));
            assertAbsent(asking.addresses("nobody.test"), false, false);
        }
    }

    @Test
    void halfOfTheAddressesDoesNotPassForAllOfThem() {
        server.respondWith(FakeDnsServer.except(
                "bob.test.", Type.AAAA, FakeDnsServer.silence(), FakeDnsServer.messages(tree::answer)));
        try (Asking asking = Asking.unprotected(IMPATIENCE, DnsLimits.DEFAULT, server.endpoint())) {
            assertTimeout(asking.addresses("bob.test"), "bob.test. AAAA");
        }
    }

    @Test
    void moreQuestionsThanAllowedAreRefusedAndNotRemembered() {
        server.respondWith(this::behindTheGate);
        DnsLimits limits = new DnsLimits(16, 4, 8, 16_384, 2, 64, 100);
        try (Asking asking = Asking.unprotected(PATIENCE, limits, server.endpoint())) {
            CompletionStage<DnsOutcome<HostKey>> first = asking.directory().keys(new DomainName("a.test"));
            CompletionStage<DnsOutcome<HostKey>> second = asking.directory().keys(new DomainName("b.test"));
            assertServerFailure(asking.keys("bob.test"), "too busy: 2 questions to DNS are open");
            gate.countDown();
            assertAbsent(await(first), false, false);
            assertAbsent(await(second), false, false);
            assertThat(asking.foundKeys("bob.test").records()).hasSize(1);
        }
    }

    @Test
    void closingEndsWhatIsOpenAndRefusesTheRest() {
        server.respondWith(this::behindTheGate);
        Asking asking = Asking.unprotected(PATIENCE, DnsLimits.DEFAULT, server.endpoint());
        CompletionStage<DnsOutcome<HostKey>> open = asking.directory().keys(BOB);
        asking.close();
        assertServerFailure(await(open), "the key directory is closed");
        assertServerFailure(asking.keys("alice.test"), "the key directory is closed");
    }

    @Test
    void manyDirectoriesCanBeginAtTheSameTime() {
        List<Thread> threads = new ArrayList<>();
        List<DnsOutcome<HostKey>> outcomes = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                try (Asking asking = Asking.unprotected(PATIENCE, DnsLimits.DEFAULT, server.endpoint())) {
                    outcomes.add(asking.keys("bob.test"));
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        assertThat(outcomes).hasSize(8).allMatch(Found.class::isInstance);
    }

    @Test
    void isReadyOnlyIfAServerAnswers() {
        try (Asking asking = Asking.unprotected(IMPATIENCE, DnsLimits.DEFAULT, server.endpoint())) {
            assertThat(await(asking.directory().checkReady())).isEmpty();
            server.respondWith(FakeDnsServer.silence());
            assertThat(await(asking.directory().checkReady()))
                    .singleElement()
                    .asString()
                    .startsWith("timeout");
        }
    }

    @Test
    void whatIsRememberedCanBeListedAndNewsAreToldOnce() {
        try (Asking asking = Asking.unprotected(PATIENCE, DnsLimits.DEFAULT, server.endpoint())) {
            List<String> news = Collections.synchronizedList(new ArrayList<>());
            asking.directory().onNews(known -> news.add(known.describe()));
            String key = asking.foundKeys("bob.test").records().get(0).key().toString();
            asking.foundKeys("bob.test");
            asking.addresses("bob.test");
            asking.keys("nobody.test");

            assertThat(news)
                    .containsExactly(
                            "keys of bob.test: found, unvalidated: " + key,
                            "addresses of bob.test: found, unvalidated: 192.0.2.2, 2001:db8::2",
                            "keys of nobody.test: unproven absence: no such name");
            assertThat(asking.directory().remembered())
                    .extracting(known -> known.asked() + " " + known.subject() + " " + known.kind())
                    .containsExactly(
                            "KEYS bob.test FOUND_UNVALIDATED",
                            "ADDRESSES bob.test FOUND_UNVALIDATED",
                            "KEYS nobody.test UNPROVEN_ABSENCE");
            assertThat(asking.directory().remembered(BOB)).hasValueSatisfying(known -> {
                assertThat(known.left()).hasSeconds(600);
                assertThat(known.refused()).isEmpty();
            });
        }
    }
}
