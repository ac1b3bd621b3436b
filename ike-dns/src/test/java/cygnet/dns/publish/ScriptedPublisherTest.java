package cygnet.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.crypto.signature.VerificationKey;
import cygnet.dns.publish.PublishException.Kind;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DomainName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/** What servers may do that real ones do only on a bad day. */
class ScriptedPublisherTest {
    private static final Name ZONE = Name.fromConstantString("example.test.");
    private static final byte[] SECRET = "a secret of alice and her server".getBytes(StandardCharsets.US_ASCII);
    private static final HostRecords WANTED = new HostRecords(
            List.of(SigningKey.generate(KeyType.ED25519, 0, RandomSource.system())
                    .verificationKey()),
            Optional.of(List.of(IpAddress.parse("192.0.2.1"))),
            Duration.ofMinutes(5),
            10);

    private final VirtualClock clock = new VirtualClock();
    private final List<Record> zone = new ArrayList<>();
    private volatile int rcode = Rcode.NOERROR;
    private volatile boolean signs = true;
    private volatile boolean closes;
    private final AtomicInteger lag = new AtomicInteger();
    private ScriptedServer server;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer(
                query -> query.getHeader().getOpcode() == Opcode.UPDATE ? update(query) : answer(query));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void anUpdateIsBoundToWhatWasSeenAndSigned() throws Exception {
        Publisher publisher = publisher();
        publisher.send(publisher.plan(WANTED, Set.of(), false));
        assertThat(zone).extracting(Record::getType).containsExactlyInAnyOrder(Type.A, Type.IPSECKEY);
    }

    @Test
    void whoeverSaysThatItIsDoneWithoutTheKeyIsNotBelieved() throws Exception {
        signs = false;
        Publisher publisher = publisher();
        Plan plan = publisher.plan(WANTED, Set.of(), false);
        PublishException refused = catchThrowableOfType(PublishException.class, () -> publisher.send(plan));
        assertThat(refused).hasMessageContaining("does not sign that with the key alice.key");
    }

    @ParameterizedTest
    @CsvSource({
        "NOTIMP, REFUSED, takes no updates",
        "NOTZONE, REFUSED, says that the name does not lie in the zone example.test",
        "NOTAUTH, REFUSED, does not serve the zone example.test as its primary",
        "REFUSED, REFUSED, does not let the key alice.key change",
        "SERVFAIL, UNREACHABLE, its log tells why",
        "FORMERR, REFUSED, can't read the update",
        "YXRRSET, CHANGED, has other records than a moment ago",
        "NXRRSET, CHANGED, has other records than a moment ago"
    })
    void everyRefusalHasItsWords(String code, Kind kind, String words) throws Exception {
        Publisher publisher = publisher();
        Plan plan = publisher.plan(WANTED, Set.of(), false);
        rcode = Rcode.value(code);
        PublishException refused = catchThrowableOfType(PublishException.class, () -> publisher.send(plan));
        assertThat(refused.kind()).isEqualTo(kind);
        assertThat(refused).hasMessageContaining(words).hasMessageContaining("(" + code + ")");
    }

    @Test
    void aConnectionThatIsClosedIsToldAsThat() {
        closes = true;
        PublishException refused =
                catchThrowableOfType(PublishException.class, () -> publisher().plan(WANTED, Set.of(), false));
        assertThat(refused.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(refused).hasMessageContaining("closes the connection without an answer");
    }

    @Test
    void aServerThatLagsIsWaitedFor() throws Exception {
        Publisher publisher = publisher();
        Plan plan = publisher.plan(WANTED, Set.of(), false);
        publisher.send(plan);
        lag.set(20);
        publisher.confirm(plan, Duration.ofMinutes(1));
        assertThat(lag).hasValue(0);
    }

    @Test
    void aServerThatNeverFollowsIsNamedWithWhatItHasInstead() throws Exception {
        Publisher publisher = publisher();
        Plan plan = publisher.plan(WANTED, Set.of(), false);
        publisher.send(plan);
        lag.set(Integer.MAX_VALUE);
        Instant before = clock.instant();
        PublishException missing =
                catchThrowableOfType(PublishException.class, () -> publisher.confirm(plan, Duration.ofMinutes(1)));
        VerificationKey key = WANTED.keys().get(0);
        assertThat(missing.kind()).isEqualTo(Kind.UNCONFIRMED);
        assertThat(missing)
                .hasMessageContaining("UDP) has no A instead of A 192.0.2.1")
                .hasMessageContaining("TCP) has no IPSECKEY instead of IPSECKEY " + key.fingerprint());
        assertThat(Duration.between(before, clock.instant())).isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1));
    }

    private Optional<Message> answer(Message query) {
        if (closes) {
            return Optional.empty();
        }
        Message answer = reply(query);
        answer.getHeader().setFlag(Flags.AA);
        int type = query.getQuestion().getType();
        SOARecord soa = new SOARecord(ZONE, DClass.IN, 300, ZONE, ZONE, 1, 3600, 600, 86_400, 60);
        boolean hidden = type != Type.SOA && lag.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        List<Record> found = hidden
                ? List.of()
                : zone.stream().filter(r -> r.getType() == type).toList();
        found.forEach(r -> answer.addRecord(r, Section.ANSWER));
        if (type == Type.SOA && query.getQuestion().getName().equals(ZONE)) {
            answer.addRecord(soa, Section.ANSWER);
        } else if (found.isEmpty()) {
            answer.addRecord(soa, Section.AUTHORITY);
        }
        return Optional.of(answer);
    }

    /** Adds what is to be added, if all prerequisites want an empty name. */
    private Optional<Message> update(Message query) {
        Message answer = reply(query);
        answer.getHeader().setRcode(rcode);
        boolean wantsNothing = query.getSection(Section.PREREQ).stream().allMatch(r -> r.getDClass() == DClass.NONE)
                && query.getSection(Section.PREREQ).size() == 3;
        if (rcode == Rcode.NOERROR && wantsNothing && query.getTSIG() != null) {
            zone.addAll(query.getSection(Section.UPDATE));
        }
        if (signs) {
            new TSIG(TSIG.HMAC_SHA256, Name.fromConstantString("alice.key."), SECRET).apply(answer, query.getTSIG());
        }
        return Optional.of(answer);
    }

    private static Message reply(Message query) {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setOpcode(query.getHeader().getOpcode());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        return answer;
    }

    private Publisher publisher() {
        TsigKey key = new TsigKey("alice.key", TsigKey.Algorithm.HMAC_SHA256, Secret.copyOf(Octets.of(SECRET)));
        PublishSettings settings = new PublishSettings(
                new DomainName("alice.example.test"),
                Optional.empty(),
                Optional.of(server.endpoint()),
                List.of(server.endpoint()),
                key,
                false,
                List.of(),
                Duration.ofSeconds(5));
        return new Publisher(settings, clock, clock::pass);
    }

    /** Begins now, since signatures are dated, and goes on only when somebody waits. */
    private static final class VirtualClock extends Clock {
        private Instant now = Instant.now();

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
