package cygnet.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.crypto.signature.VerificationKey;
import cygnet.dns.publish.LiveServer.Kind;
import cygnet.dns.publish.TsigKey.Algorithm;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DomainName;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The publisher against real primaries with update policies, and a secondary that follows them. */
@Tag("dns-live")
class LivePublisherTest {
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final IpAddress FIRST = IpAddress.parse("192.0.2.1");
    private static final IpAddress SECOND = IpAddress.parse("192.0.2.9");
    private static final IpAddress SIXTH = IpAddress.parse("2001:db8::1");

    private Optional<LiveServer> primary = Optional.empty();
    private Optional<LiveServer> secondary = Optional.empty();

    @AfterEach
    void stop() {
        secondary.ifPresent(LiveServer::close);
        primary.ifPresent(LiveServer::close);
    }

    @ParameterizedTest
    @EnumSource
    void aHostPublishesMovesAndWithdraws(Kind kind) throws Exception {
        start(kind);
        Publisher publisher = publisher("alice.example.test", LiveServer.ALICE, Algorithm.HMAC_SHA256);
        VerificationKey key = key();

        Plan plan = publisher.plan(records(key, FIRST, SIXTH), Set.of(), false);
        assertThat(plan.summary())
                .containsExactly(
                        "+ alice.example.test A 192.0.2.1, TTL 300",
                        "+ alice.example.test AAAA 2001:db8:0:0:0:0:0:1, TTL 300",
                        "+ alice.example.test IPSECKEY " + key.fingerprint() + ", TTL 300");
        assertThat(plan.keyLife()).isEqualTo(Duration.ofSeconds(60));
        publisher.send(plan);
        publisher.confirm(plan, PATIENCE);
        assertThat(publisher.plan(records(key, FIRST, SIXTH), Set.of(), false).isEmpty())
                .isTrue();

        Plan moved = publisher.plan(records(key, SECOND), Set.of(), false);
        assertThat(moved.isHeld()).isTrue();
        assertThat(moved.summary())
                .containsExactly(
                        "- alice.example.test A 192.0.2.1",
                        "+ alice.example.test A 192.0.2.9, TTL 300",
                        "- alice.example.test AAAA 2001:db8:0:0:0:0:0:1");
        publisher.send(moved);
        publisher.confirm(moved, PATIENCE);

        HostRecords nothing = new HostRecords(List.of(), Optional.of(List.of()), TTL, 10);
        Plan gone = publisher.plan(nothing, Set.of(key), false);
        publisher.send(gone);
        publisher.confirm(gone, PATIENCE);
        assertThat(publisher.plan(nothing, Set.of(key), false).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void anotherTtlReachesAllRecordsOfTheName(Kind kind) throws Exception {
        start(kind);
        Publisher publisher = publisher("alice.example.test", LiveServer.ALICE, Algorithm.HMAC_SHA256);
        VerificationKey key = key();
        publisher.send(publisher.plan(records(key, FIRST), Set.of(), false));
        HostRecords slower = new HostRecords(List.of(key), Optional.of(List.of(FIRST)), Duration.ofHours(1), 10);
        Plan plan = publisher.plan(slower, Set.of(), false);
        assertThat(plan.summary()).contains("= alice.example.test A 192.0.2.1, TTL 3600");
        publisher.send(plan);
        assertThat(publisher.plan(slower, Set.of(), false).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aKeyOfAnotherHostIsNamedAndStays(Kind kind) throws Exception {
        start(kind);
        Publisher publisher = publisher("alice.example.test", LiveServer.ALICE, Algorithm.HMAC_SHA256);
        VerificationKey theirs = key();
        publisher.send(publisher.plan(records(theirs, FIRST), Set.of(), false));
        VerificationKey ours = key();
        PublishException refused = catchThrowableOfType(
                PublishException.class, () -> publisher.plan(records(ours, SECOND), Set.of(), false));
        assertThat(refused.kind()).isEqualTo(PublishException.Kind.FOREIGN);
        assertThat(refused).hasMessageContaining(theirs.fingerprint()).hasMessageContaining("--force");

        Plan taken = publisher.plan(records(ours, SECOND), Set.of(), true);
        publisher.send(taken);
        publisher.confirm(taken, PATIENCE);
    }

    @ParameterizedTest
    @EnumSource
    void addressesThatSomebodyElseWroteAreNotReplaced(Kind kind) throws Exception {
        start(kind);
        Publisher publisher = publisher("taken.example.test", LiveServer.ALICE, Algorithm.HMAC_SHA256);
        PublishException refused = catchThrowableOfType(
                PublishException.class, () -> publisher.plan(records(key(), FIRST), Set.of(), false));
        assertThat(refused.kind()).isEqualTo(PublishException.Kind.FOREIGN);
        assertThat(refused).hasMessageContaining("A 203.0.113.7");
        HostRecords keyAlone = new HostRecords(List.of(key()), Optional.empty(), TTL, 10);
        publisher.send(publisher.plan(keyAlone, Set.of(), false));
    }

    @ParameterizedTest
    @EnumSource
    void twoWhoLookAtTheSameMomentDoNotOverwriteEachOther(Kind kind) throws Exception {
        start(kind);
        Publisher publisher = publisher("alice.example.test", LiveServer.ALICE, Algorithm.HMAC_SHA256);
        Plan first = publisher.plan(records(key(), FIRST), Set.of(), false);
        Plan second = publisher.plan(records(key(), SECOND), Set.of(), false);
        publisher.send(first);
        PublishException lost = catchThrowableOfType(PublishException.class, () -> publisher.send(second));
        assertThat(lost.kind()).isEqualTo(PublishException.Kind.CHANGED);
        assertThat(lost).hasMessageContaining("somebody else has changed them");
        publisher.confirm(first, PATIENCE);
    }

    @ParameterizedTest
    @EnumSource
    void wrongKeysAreToldApart(Kind kind) throws Exception {
        start(kind);
        assertThat(refusal(publisher("alice.example.test", LiveServer.OTHERS, Algorithm.HMAC_SHA256)))
                .contains("has another secret for the key alice.key (hmac-sha256) (BADSIG)");
        assertThat(refusal(publisher("alice.example.test", key("nobody.key", LiveServer.ALICE, Algorithm.HMAC_SHA256))))
                .contains("does not know the key nobody.key (hmac-sha256) (BADKEY)");
        assertThat(refusal(
                        publisher("alice.example.test", key("others.key", LiveServer.OTHERS, Algorithm.HMAC_SHA512))))
                .contains("the key others.key")
                .containsAnyOf("(REFUSED)", "(BADKEY), or has no rule");
        Clock fast = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
        Publisher early = new Publisher(
                settings("alice.example.test", key("alice.key", LiveServer.ALICE, Algorithm.HMAC_SHA256), false),
                fast,
                time -> {});
        assertThat(refusal(early)).contains("(BADTIME)").contains("set the clock");
    }

    @ParameterizedTest
    @EnumSource
    void whatThePolicyOrTheZoneForbidsIsExplained(Kind kind) throws Exception {
        start(kind);
        assertThat(refusal(publisher("bob.example.test", LiveServer.ALICE, Algorithm.HMAC_SHA256)))
                .contains("the key alice.key")
                .containsAnyOf("change these records of zone example.test (REFUSED)", "(BADKEY), or has no rule");
        assertThat(refusal(publisher("alias.example.test", LiveServer.ALICE, Algorithm.HMAC_SHA256)))
                .contains("alias.example.test is an alias (CNAME ns1.example.test.)");
        assertThat(refusal(publisher("alice.elsewhere.test", LiveServer.ALICE, Algorithm.HMAC_SHA256)))
                .contains("has no zone with the name alice.elsewhere.test");
    }

    @ParameterizedTest
    @EnumSource
    void reverseNamesFollowTheAddress(Kind kind) throws Exception {
        start(kind);
        TsigKey tsig = key("alice.key", LiveServer.ALICE, Algorithm.HMAC_SHA256);
        Publisher publisher = publisher(settings("alice.example.test", tsig, true));
        VerificationKey key = key();
        publisher.send(publisher.plan(records(key, FIRST), Set.of(), false));
        Plan moved = publisher.plan(records(key, SECOND), Set.of(), false);
        assertThat(moved.summary())
                .contains(
                        "- 1.2.0.192.in-addr.arpa PTR alice.example.test.",
                        "- 1.2.0.192.in-addr.arpa IPSECKEY " + key.fingerprint(),
                        "+ 9.2.0.192.in-addr.arpa PTR alice.example.test., TTL 300");
        publisher.send(moved);
        assertThat(publisher.plan(records(key, SECOND), Set.of(), false).isEmpty())
                .isTrue();
    }

    private String refusal(Publisher publisher) {
        PublishException refused = catchThrowableOfType(PublishException.class, () -> {
            Plan plan = publisher.plan(records(key(), FIRST), Set.of(), false);
            publisher.send(plan);
        });
        assertThat(refused).as("a refusal").isNotNull();
        return String.valueOf(refused.getMessage());
    }

    private void start(Kind kind) throws Exception {
        Endpoint first = LiveServer.freePort();
        Endpoint second = LiveServer.freePort();
        primary = Optional.of(LiveServer.primary(kind, first, second));
        secondary = Optional.of(LiveServer.secondary(second, first));
    }

    private Publisher publisher(String host, byte[] secret, Algorithm algorithm) {
        return publisher(host, key("alice.key", secret, algorithm));
    }

    private Publisher publisher(String host, TsigKey key) {
        return publisher(settings(host, key, false));
    }

    private static Publisher publisher(PublishSettings settings) {
        return new Publisher(settings, Clock.systemUTC(), time -> TimeUnit.MILLISECONDS.sleep(time.toMillis()));
    }

    private PublishSettings settings(String host, TsigKey key, boolean reverse) {
        Endpoint server = primary.orElseThrow().endpoint();
        List<Endpoint> servers = reverse
                ? List.of(server)
                : List.of(server, secondary.orElseThrow().endpoint());
        return new PublishSettings(
                new DomainName(host),
                Optional.empty(),
                Optional.of(server),
                servers,
                key,
                reverse,
                List.of(),
                Duration.ofSeconds(5));
    }

    private static TsigKey key(String name, byte[] secret, Algorithm algorithm) {
        return new TsigKey(name, algorithm, Secret.copyOf(Octets.of(secret)));
    }

    private static VerificationKey key() {
        return SigningKey.generate(KeyType.ED25519, 0, RandomSource.system()).verificationKey();
    }

    private static HostRecords records(VerificationKey key, IpAddress... addresses) {
        return new HostRecords(List.of(key), Optional.of(List.of(addresses)), TTL, 10);
    }
}
