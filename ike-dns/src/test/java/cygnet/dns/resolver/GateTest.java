package cygnet.dns.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import cygnet.dns.FakeDnsServer;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.HTTPSRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SVCBBase;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** No application learns an address before the gate has heard of it, nor waits for longer than the patience allows. */
class GateTest {
    private static final IpAddress BOB = IpAddress.parse("192.0.2.2");
    private static final IpAddress BOB_IPV6 = IpAddress.parse("2001:db8::2");
    private static final DnsOutcome<HostKey> SOME_KEYS =
            new DnsOutcome.Found<>(List.of(), DnsOutcome.Validation.SECURE, Duration.ofMinutes(5), List.of());

    private final List<AutoCloseable> open = new ArrayList<>();
    private final ExecutorService clients = Executors.newCachedThreadPool();

    @AfterEach
    void close() throws Exception {
        clients.shutdownNow();
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    @Test
    void theGateLearnsNameAddressesKeysAndTtl() throws Exception {
        RunningResolver resolver = resolver(addresses());
        resolver.keys().know("bob.example.test", SOME_KEYS);
        resolver.client().ask(StubClient.question("Bob.example.test.", Type.A));
        assertThat(resolver.resolved().soFar())
                .containsExactly(new Resolved(
                        new DomainName("bob.example.test"),
                        new DomainName("bob.example.test"),
                        List.of(BOB),
                        SOME_KEYS,
                        Duration.ofMinutes(5)));
    }

    @Test
    void theAnswerWaitsForTheGate() throws Exception {
        RunningResolver resolver = resolver(addresses());
        CompletableFuture<Void> gate = resolver.closeGate();
        Future<Message> answer = ask(resolver, "bob.example.test.", Type.AAAA);
        assertThat(resolver.resolved().await(1)).extracting(Resolved::addresses).containsExactly(List.of(BOB_IPV6));
        assertThat(isHeld(answer)).isTrue();
        gate.complete(null);
        assertThat(answer.get().getSection(Section.ANSWER)).hasSize(1);
    }

    @Test
    void theAnswerWaitsForTheKeys() throws Exception {
        RunningResolver resolver = resolver(addresses());
        CompletableFuture<DnsOutcome<HostKey>> keys = resolver.keys().later("bob.example.test");
        Future<Message> answer = ask(resolver, "bob.example.test.", Type.A);
        resolver.keys().asked().await(1);
        assertThat(isHeld(answer)).isTrue();
        assertThat(resolver.resolved().soFar()).isEmpty();
        keys.complete(SOME_KEYS);
        assertThat(answer.get().getSection(Section.ANSWER)).hasSize(1);
        assertThat(resolver.resolved().soFar()).hasSize(1);
    }

    @Test
    void theQuestionForTheKeyDoesNotWaitForTheAddress() throws Exception {
        RunningResolver resolver = resolver(upstream(FakeDnsServer.silence()));
        Future<Message> answer = ask(resolver, "bob.example.test.", Type.A);
        assertThat(resolver.keys().asked().await(1)).containsExactly(new DomainName("bob.example.test"));
        assertThat(isHeld(answer)).isTrue();
    }

    @Test
    void everyAnswerPassesTheGateAlsoWhenNothingIsNew() throws Exception {
        RunningResolver resolver = resolver(addresses());
        for (int i = 0; i < 3; i++) {
            resolver.client().ask(StubClient.question("bob.example.test.", Type.A));
        }
        assertThat(resolver.resolved().soFar()).hasSize(3);
    }

    @Test
    void patienceEndsTheWaitForAGateAndForKeys() throws Exception {
        RunningResolver slowGate = resolver(Duration.ofMillis(200), addresses());
        slowGate.keepGateClosed();
        assertThat(slowGate.client()
                        .ask(StubClient.question("bob.example.test.", Type.A))
                        .getSection(Section.ANSWER))
                .hasSize(1);
        RunningResolver slowKeys = resolver(Duration.ofMillis(200), addresses());
        CompletableFuture<DnsOutcome<HostKey>> keys = slowKeys.keys().later("bob.example.test");
        assertThat(slowKeys.client()
                        .ask(StubClient.question("bob.example.test.", Type.A))
                        .getSection(Section.ANSWER))
                .hasSize(1);
        assertThat(slowKeys.names().names(BOB)).hasSize(1);
        assertThat(slowKeys.resolved().soFar()).isEmpty();
        keys.complete(SOME_KEYS);
        // The gate hears of it all the same: later than the application, but better than never.
        slowKeys.client().ask(StubClient.question("other.example.test.", Type.TXT));
        assertThat(slowKeys.resolved().soFar()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"TXT", "IPSECKEY", "MX", "TYPE65400"})
    void otherQuestionsCauseNoQuestionForKeys(String type) throws Exception {
        RunningResolver resolver = resolver(addresses());
        resolver.client().ask(StubClient.question("bob.example.test.", Type.value(type, true)));
        assertThat(resolver.keys().asked().soFar()).isEmpty();
        assertThat(resolver.resolved().soFar()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"nothing.example.test., 0", "nowhere.example.test., 3"})
    void anAnswerWithoutAddressesWaitsForNothing(String name, int rcode) throws Exception {
        RunningResolver resolver = resolver(addresses());
        resolver.keys().neverKnow(name.substring(0, name.length() - 1));
        assertThat(resolver.client().ask(StubClient.question(name, Type.A)).getRcode())
                .isEqualTo(rcode);
        assertThat(resolver.resolved().soFar()).isEmpty();
    }

    @Test
    void theHostIsWhereTheAliasesEnd() throws Exception {
        RunningResolver resolver = resolver(addresses());
        resolver.keys().know("www.example.test", SOME_KEYS);
        resolver.client().ask(StubClient.question("www.example.test.", Type.A));
        assertThat(resolver.resolved().soFar())
                .containsExactly(new Resolved(
                        new DomainName("www.example.test"),
                        new DomainName("bob.example.test"),
                        List.of(BOB),
                        SOME_KEYS,
                        Duration.ofMinutes(1)));
        assertThat(resolver.names().names(BOB))
                .extracting(NameMemory.ToldName::asked, NameMemory.ToldName::host)
                .containsExactly(tuple(new DomainName("www.example.test"), new DomainName("bob.example.test")));
    }

    @Test
    void theTargetOfAServiceIsAHostWithKeysOfItsOwn() throws Exception {
        RunningResolver resolver = resolver(addresses());
        resolver.keys().know("bob.example.test", SOME_KEYS);
        Message answer = resolver.client().ask(StubClient.question("service.example.test.", Type.HTTPS));
        assertThat(answer.getSection(Section.ANSWER)).hasSize(2);
        assertThat(resolver.resolved().soFar())
                .extracting(Resolved::host, Resolved::addresses, Resolved::keys)
                .containsExactlyInAnyOrder(
                        tuple(
                                new DomainName("service.example.test"),
                                List.of(IpAddress.parse("192.0.2.7")),
                                FakeKeys.NO_KEY),
                        tuple(new DomainName("bob.example.test"), List.of(BOB_IPV6), SOME_KEYS));
    }

    @Test
    void bogusAddressesAreServfail() throws Exception {
        RunningResolver resolver = resolver(addresses());
        resolver.keys().know("bob.example.test", FakeKeys.BOGUS);
        resolver.keys().knowAddresses("bob.example.test", new DnsOutcome.Bogus<>("forged"));
        Message query = StubClient.question("bob.example.test.", Type.A);
        query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        Message answer = resolver.client().ask(query);
        assertThat(answer.getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
        assertThat(answer.getOPT().getOptions())
                .containsExactly(new ExtendedErrorCodeOption(ExtendedErrorCodeOption.DNSSEC_BOGUS));
        assertThat(resolver.resolved().soFar()).isEmpty();
    }

    @Test
    void aClientThatChecksByItselfGetsBogusAddresses() throws Exception {
        RunningResolver resolver = resolver(addresses());
        resolver.keys().know("bob.example.test", FakeKeys.BOGUS);
        resolver.keys().knowAddresses("bob.example.test", new DnsOutcome.Bogus<>("forged"));
        Message query = StubClient.question("bob.example.test.", Type.A);
        query.getHeader().setFlag(Flags.CD);
        assertThat(resolver.client().ask(query).getSection(Section.ANSWER)).hasSize(1);
        assertThat(resolver.resolved().soFar()).extracting(Resolved::keys).containsExactly(FakeKeys.BOGUS);
    }

    @Test
    void addressesThatAreNotBogusPassAlthoughTheKeysAre() throws Exception {
        RunningResolver resolver = resolver(addresses());
        resolver.keys().know("bob.example.test", FakeKeys.BOGUS);
        resolver.keys()
                .knowAddresses(
                        "bob.example.test",
                        new DnsOutcome.Found<>(
                                List.of(BOB), DnsOutcome.Validation.SECURE, Duration.ofMinutes(5), List.of()));
        assertThat(resolver.client()
                        .ask(StubClient.question("bob.example.test.", Type.A))
                        .getSection(Section.ANSWER))
                .hasSize(1);
        assertThat(resolver.resolved().soFar()).extracting(Resolved::keys).containsExactly(FakeKeys.BOGUS);
    }

    @Test
    void questionsForKeysBeyondTheLimitWaitForTheirTurn() throws Exception {
        ResolverLimits oneKey = new ResolverLimits(9, 9, 9, 9, Duration.ofSeconds(1), 1, 9);
        RunningResolver resolver =
                new RunningResolver(RunningResolver.setup(Duration.ofSeconds(2), Duration.ofSeconds(5), addresses())
                        .limitedTo(oneKey));
        open.add(0, resolver);
        CompletableFuture<DnsOutcome<HostKey>> first = resolver.keys().later("bob.example.test");
        Future<Message> firstAnswer = ask(resolver, "bob.example.test.", Type.A);
        resolver.keys().asked().await(1);
        Future<Message> secondAnswer = ask(resolver, "other.example.test.", Type.A);
        assertThat(isHeld(secondAnswer)).isTrue();
        assertThat(resolver.keys().asked().soFar()).hasSize(1);
        first.complete(SOME_KEYS);
        firstAnswer.get();
        secondAnswer.get();
        assertThat(resolver.keys().asked().soFar()).hasSize(2);
    }

    private static boolean isHeld(Future<Message> answer) throws ExecutionException, InterruptedException {
        try {
            answer.get(300, TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException e) {
            return true;
        }
    }

    private Future<Message> ask(RunningResolver resolver, String name, int type) {
        return clients.submit(() -> resolver.client().ask(StubClient.question(name, type)));
    }

    /** Has addresses for bob, an alias for him, services, and for any other name one more address. */
    private FakeDnsServer addresses() {
        return upstream(FakeDnsServer.messages(query -> {
            Message answer = new Message(query.getHeader().getID());
            answer.getHeader().setFlag(Flags.QR);
            answer.addRecord(query.getQuestion(), Section.QUESTION);
            Name name = query.getQuestion().getName();
            String host = name.toString().toLowerCase(Locale.ROOT);
            if (host.startsWith("nowhere.")) {
                answer.getHeader().setRcode(Rcode.NXDOMAIN);
            } else if (host.startsWith("www.")) {
                Name bob = Name.fromConstantString("bob.example.test.");
                answer.addRecord(new CNAMERecord(name, DClass.IN, 60, bob), Section.ANSWER);
                answer.addRecord(address(bob, query.getQuestion().getType()), Section.ANSWER);
            } else if (query.getQuestion().getType() == Type.HTTPS) {
                services(name).forEach(record -> answer.addRecord(record, Section.ANSWER));
            } else if (!host.startsWith("nothing.")
                    && (query.getQuestion().getType() == Type.A
                            || query.getQuestion().getType() == Type.AAAA)) {
                answer.addRecord(address(name, query.getQuestion().getType()), Section.ANSWER);
            }
            return answer;
        }));
    }

    private static List<Record> services(Name owner) {
        try {
            SVCBBase.ParameterIpv4Hint ipv4 = new SVCBBase.ParameterIpv4Hint();
            ipv4.fromString("192.0.2.7");
            SVCBBase.ParameterIpv6Hint ipv6 = new SVCBBase.ParameterIpv6Hint();
            ipv6.fromString(BOB_IPV6.toString());
            return List.of(
                    new HTTPSRecord(owner, DClass.IN, 300, 1, Name.root, List.of(ipv4)),
                    new HTTPSRecord(
                            owner, DClass.IN, 300, 2, Name.fromConstantString("bob.example.test."), List.of(ipv6)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Record address(Name name, int type) {
        boolean bob = name.equals(Name.fromConstantString("bob.example.test."));
        InetAddress ipv4 = (bob ? BOB : IpAddress.parse("192.0.2.9")).toInetAddress();
        return type == Type.A
                ? new ARecord(name, DClass.IN, 300, ipv4)
                : new AAAARecord(name, DClass.IN, 300, BOB_IPV6.toInetAddress());
    }

    private FakeDnsServer upstream(FakeDnsServer.Responder responder) {
        FakeDnsServer server = new FakeDnsServer(responder);
        open.add(server);
        return server;
    }

    private RunningResolver resolver(FakeDnsServer upstream) throws IOException {
        return resolver(Duration.ofSeconds(5), upstream);
    }

    private RunningResolver resolver(Duration patience, FakeDnsServer upstream) throws IOException {
        RunningResolver resolver =
                new RunningResolver(RunningResolver.setup(Duration.ofSeconds(2), patience, upstream));
        open.add(0, resolver);
        return resolver;
    }
}
