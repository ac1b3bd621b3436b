package cygnet.dns.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.dns.DnsConfig;
import cygnet.dns.DnsLimits;
import cygnet.dns.DnssecMode;
import cygnet.dns.FakeDnsServer;
import cygnet.dns.KeyDirectory;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** From the address of a packet back to the name that an application has asked for. */
class HostNamesTest {
    private static final IpAddress BOB = IpAddress.parse("192.0.2.2");
    private static final DnsOutcome<HostKey> NO_KEYS = new DnsOutcome.Absent<>(true, true, Duration.ofMinutes(5));

    private static final Map<String, String> ZONE = Map.of(
            "www.example.test. A", "192.0.2.2",
            "mail.example.test. A", "192.0.2.2",
            "moved.example.test. A", "192.0.2.9",
            "bob.example.test. A", "192.0.2.2",
            "2.2.0.192.in-addr.arpa. PTR", "bob.example.test.");

    private final NameMemory memory = new NameMemory(10, Clock.systemUTC());
    private final NameMemory triggered = new NameMemory(10, Clock.systemUTC());
    private final FakeDnsServer server = new FakeDnsServer(HostNamesTest::answer);
    private final KeyDirectory directory = new KeyDirectory(
            new DnsConfig(List.of(server.endpoint()), DnssecMode.OFF, "", Duration.ofSeconds(20), DnsLimits.DEFAULT),
            Clock.systemUTC());

    @AfterEach
    void close() {
        directory.close();
        server.close();
    }

    @Test
    void theNameThatWasAskedForLastComesFirst() throws Exception {
        tell("mail.example.test");
        tell("www.example.test");

        assertThat(names(Optional.of(memory))).containsExactly("www.example.test", "mail.example.test");
    }

    /** It has moved since, and somebody else is at that address. */
    @Test
    void aNameThatHasTheAddressNoLongerIsNotTheName() throws Exception {
        tell("www.example.test");
        tell("moved.example.test");

        assertThat(names(Optional.of(memory))).containsExactly("www.example.test");
    }

    @Test
    void whereNobodyHasAskedTheReverseZoneTells() throws Exception {
        tell("moved.example.test");

        assertThat(names(Optional.of(memory))).containsExactly("bob.example.test");
        assertThat(names(Optional.empty())).containsExactly("bob.example.test");
    }

    /** Unbound has answered the application, and told us; a while later its first packet asks who that is. */
    @Test
    void aNameThatATriggerHasToldIsUsedIfDnsSaysTheSame() throws Exception {
        names(Optional.empty(), triggered)
                .told(new DomainName("mail.example.test"), List.of(BOB), Duration.ofMinutes(5));
        names(Optional.empty(), triggered)
                .told(new DomainName("moved.example.test"), List.of(BOB), Duration.ofMinutes(5));

        assertThat(names(Optional.empty())).containsExactly("mail.example.test");
    }

    @Test
    void whatOurResolverHasToldComesBeforeATrigger() throws Exception {
        tell("www.example.test");
        names(Optional.of(memory), triggered)
                .told(new DomainName("mail.example.test"), List.of(BOB), Duration.ofMinutes(5));

        assertThat(names(Optional.of(memory))).containsExactly("www.example.test", "mail.example.test");
    }

    private HostNames names(Optional<NameMemory> known, NameMemory others) {
        return new HostNames(directory, () -> known, others);
    }

    private void tell(String host) {
        DomainName name = new DomainName(host);
        memory.remember(new Resolved(name, name, List.of(BOB), NO_KEYS, Duration.ofMinutes(5)));
    }

    private List<String> names(Optional<NameMemory> known) throws Exception {
        DnsOutcome<DomainName> outcome =
                names(known, triggered).of(BOB).toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(outcome).as(outcome.describe()).isInstanceOf(Found.class);
        return ((Found<DomainName>) outcome)
                .records().stream().map(DomainName::text).toList();
    }

    private static Message answer(Message query) {
        Record question = query.getQuestion();
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        String data = ZONE.get(question.getName() + " " + Type.string(question.getType()));
        if (data == null) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        } else {
            answer.addRecord(record(question, data), Section.ANSWER);
        }
        return answer;
    }

    private static Record record(Record question, String data) {
        try {
            return Record.fromString(question.getName(), question.getType(), DClass.IN, 300, data, Name.root);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
