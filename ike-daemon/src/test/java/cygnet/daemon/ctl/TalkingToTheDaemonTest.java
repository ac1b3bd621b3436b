package cygnet.daemon.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.daemon.vici.DaemonCommands;
import cygnet.daemon.vici.FakeDaemon;
import cygnet.daemon.vici.FakeFlows;
import cygnet.daemon.vici.FakeNames;
import cygnet.daemon.vici.HostCommands;
import cygnet.daemon.vici.NameCommands;
import cygnet.daemon.vici.ReloadCommand;
import cygnet.daemon.vici.StatusCommand;
import cygnet.daemon.vici.ViciServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of cygnetctl that need a running daemon. */
@Timeout(60)
class TalkingToTheDaemonTest {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final FakeDaemon daemon = new FakeDaemon();
    private final FakeFlows flows = new FakeFlows();
    private final FakeNames names = new FakeNames();
    private ReloadCommand.Outcome reloaded =
            new ReloadCommand.Outcome(List.of(), 1, 2, List.of("dns"), List.of("cygnet.conf:3:5: x has no effect"));

    @TempDir
    Path temporary;

    private String socket;
    private ViciServer server;

    @BeforeEach
    void open() throws IOException {
        Path path = temporary.resolve("cygnet.vici");
        socket = path.toString();
        server = ViciServer.open(
                path,
                group,
                DaemonCommands.of(daemon, FakeDaemon.CLOCK)
                        .with(StatusCommand.registry(daemon, flows, FakeDaemon.CLOCK))
                        .with(HostCommands.registry(flows, Optional.of(names)))
                        .with(ReloadCommand.registry(() -> CompletableFuture.completedStage(reloaded)))
                        .with(NameCommands.registry(Optional.of(names))));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void statusTellsAPersonWhoIsProtected() {
        Cygnetctl.Result result = Cygnetctl.run("--socket", socket, "status");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .startsWith("Cygnet 0.1.0, up 2h0m, 1 connection(s), 2 rule(s) of groups\n")
                .contains("memory   198.51.0.0: pass for 42s more: no-key: quiet.example.test: proven absence,"
                        + " found 2 time(s) before in a row\n")
                .contains(
                        "IKE SA   bob[7] ESTABLISHED: alice.example.test (192.0.2.1) with bob.example.test (192.0.2.2)"
                                + ", assurance dnssec, for 1m30s\n")
                .contains("IKE SA   carol[8] CONNECTING: %any (192.0.2.1) with %any (2001:db8::3)\n")
                .contains("resolver 127.0.0.1:53: 40 questions, 2 servfail no upstream\n")
                .contains("upstream 192.0.2.53:53: 40 answers, the last ones after 1.234 ms\n")
                .contains("upstream tls://192.0.2.54:853/dns.example.test: left aside for 12s: it does not answer\n")
                .contains("manual   printer INSTALLED TRANSPORT: 192.0.2.1 === 192.0.2.2,"
                        + " ESP AES_CBC-256/HMAC_SHA2_512_256, keys from a file\n"
                        + "           in  00001a01: 12 packets, 1000 octets\n"
                        + "           out 00001b01: 12 packets, 1000 octets\n"
                        + "manual   scanner MISSING TRANSPORT: 2001:db8::1 === 2001:db8::2,"
                        + " AH AES_XCBC_96, keys from a file\n"
                        + "           in  00002a01: missing: query AH 00002a01: ESRCH\n"
                        + "           out 00002b01: 12 packets, 1000 octets\n")
                .contains("192.0.2.1/32 === 192.0.2.2/32[tcp/80]")
                .contains("in  c1000001: 10 packets, 840 octets")
                .contains("out c2000002: 0 packets, 0 octets")
                .endsWith("refused  3 cookie, 12 unknown-spi\n");
    }

    @Test
    void statusTellsAProgramTheSame() {
        Cygnetctl.Result result = Cygnetctl.run("status", "--json", "--socket", socket);
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .startsWith("{\n  \"version\": \"0.1.0\",\n  \"uptime\": \"7200\",\n")
                .contains(
                        "  \"ike-sas\": {\n    \"7\": {\n      \"connection\": \"bob\",\n      \"uniqueid\": \"7\",\n")
                .contains("        \"host-9\": {\n          \"name\": \"host\",\n")
                .contains("          \"remote-ts\": [\"192.0.2.2/32[tcp/80]\"]\n")
                .contains("    \"listening\": [\"127.0.0.1:53\"],\n")
                .contains("        \"round-trip-us\": \"1234\",\n")
                .contains("  \"connections\": [\"bob\"],\n")
                .contains("  \"manual-sas\": {\n    \"printer\": {\n      \"state\": \"INSTALLED\",\n")
                .contains("      \"failure-in\": \"query AH 00002a01: ESRCH\"\n")
                .contains(
                        "    \"198.51.0.0\": {\n      \"host\": \"198.51.0.0\",\n      \"local\": \"192.0.2.1\",\n      \"verdict\": \"pass\",\n")
                .contains("  \"refused\": {\n    \"cookie\": \"3\",\n    \"unknown-spi\": \"12\"\n  },\n")
                .endsWith("}\n");
    }

    /** A packet of vici holds half a mebibyte; 2,000 SAs and 10,000 memories are far more. */
    @Test
    void statusIsWholeHoweverMuchThereIs() {
        daemon.copies = 2000;
        flows.hosts = 10_000;
        Cygnetctl.Result result = Cygnetctl.run("status", "--socket", socket);
        assertThat(result.status()).isZero();
        assertThat(result.out().lines().filter(line -> line.startsWith("IKE SA ")))
                .hasSize(2001);
        assertThat(result.out().lines().filter(line -> line.startsWith("memory ")))
                .hasSize(10_000);
    }

    @Test
    void explainSaysWhatDnsSaysAndWhatBecomesOfEachAddress() {
        Cygnetctl.Result result = Cygnetctl.run("--socket", socket, "explain", "bob.example.test");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .startsWith("bob.example.test keys: found, secure (for 30s)\n  Ed25519 SHA256:")
                .contains("bob.example.test addresses: found, secure (for 30s)\n  192.0.2.2\n  2001:db8::2\n")
                .contains("192.0.2.1/32 === 192.0.2.2/32: hold\n")
                .contains("  why     the first packet asks DNS who is there\n")
                .contains("  rule    private 192.0.2.0/24 (cygnet.conf:4:5)\n")
                .contains("  not     private-or-clear 0.0.0.0/0 (cygnet.conf:3:5)\n")
                .endsWith("  this host has no address towards it\n");
    }

    @Test
    void explainShowsWhoVouchesForTheKeys() {
        assertThat(Cygnetctl.run("--socket", socket, "explain", "bob.example.test")
                        .out())
                .containsPattern(
                        "\n  Ed25519 SHA256:.*, precedence 10\n"
                                + "  chain   \\. \\(20326 RSASHA256, 38696 RSASHA256\\) > test\\. \\(4711 ED25519\\)\n  refused: ")
                .doesNotContain("alias");
        assertThat(Cygnetctl.run("--socket", socket, "explain", "forged.example.test")
                        .out())
                .startsWith("forged.example.test keys: bogus: the signature is wrong (for 30s)\n"
                        + "  chain   . (20326 RSASHA256, 38696 RSASHA256) > test. (4711 ED25519)\n"
                        + "  alias   of forged.example.test.\n"
                        + "  chain   . (20326 RSASHA256, 38696 RSASHA256) > test. (4711 ED25519)"
                        + " > example.test.: bogus, the signature\\u000ais wrong\n");
        assertThat(Cygnetctl.run("--socket", socket, "explain", "192.0.2.2").out())
                .containsOnlyOnce("  chain   . (20326 RSASHA256");
    }

    @Test
    void explainHasTheChainForProgramsAsWell() {
        assertThat(Cygnetctl.run("--socket", socket, "explain", "forged.example.test", "--json")
                        .out())
                .contains("""
                              "1": {
                                "name": "forged.example.test.",
                                "end": "bogus",
                                "at": "example.test.",
                                "cause": "the signature\\\\u000ais wrong",
                                "zones": {
                                  "0": {
                                    "zone": ".",
                                    "keys": ["20326 RSASHA256", "38696 RSASHA256"]
                                  },
                                  "1": {
                                    "zone": "test.",
                                    "keys": ["4711 ED25519"]
                                  }
                                },
                        """.indent(2));
        assertThat(Cygnetctl.run("--socket", socket, "lookup", "bob.example.test", "--json")
                        .out())
                .doesNotContain("chains");
    }

    @Test
    void explainFindsTheNameOfAnAddress() {
        assertThat(Cygnetctl.run("--socket", socket, "explain", "192.0.2.2").out())
                .startsWith("192.0.2.2 names: found, secure (for 30s)\n  bob.example.test\n")
                .contains("bob.example.test keys: found, secure");
        assertThat(Cygnetctl.run("--socket", socket, "explain", "198.51.0.0").out())
                .startsWith("198.51.0.0 names: proven absence")
                .contains("192.0.2.1/32 === 198.51.0.0/32: pass\n")
                .contains("  why     no-key: quiet.example.test: proven absence\n")
                .contains("  next    after 42 s its next packet is thought about anew; at once with"
                        + " `cygnetctl retry 198.51.0.0`\n");
    }

    @Test
    void explainKnowsProtocolsAndPorts() {
        assertThat(Cygnetctl.run("--socket", socket, "explain", "192.0.2.2", "tcp/25")
                        .out())
                .contains("192.0.2.1/32 === 192.0.2.2/32[6/any/25]: hold\n");
        assertThat(Cygnetctl.run("--socket", socket, "explain", "192.0.2.2", "47", "--json")
                        .out())
                .contains("\"flow\": \"192.0.2.1/32 === 192.0.2.2/32[47/any/any]\"");
        Cygnetctl.Result wrong = Cygnetctl.run("--socket", socket, "explain", "192.0.2.2", "tpc/25");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains("'tpc/25' is not a protocol, or a protocol and a port like tcp/25");
    }

    @Test
    void whatIsNoHostCannotBeExplained() {
        assertThat(Cygnetctl.run("--socket", socket, "explain", "not a host"))
                .isEqualTo(new Cygnetctl.Result(
                        1, "", "cygnetctl: explain not a host: host: neither a host name nor an address\n"));
    }

    @Test
    void whetherAFlowIsProtectedIsTheExitStatus() {
        Cygnetctl.Result result = Cygnetctl.run("--socket", socket, "flow", "198.51.0.0", "--json");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .contains("  \"verdict\": \"pass\",\n")
                .contains("  \"origin\": \"cygnet.conf:4:5\",\n")
                .doesNotContain("protected");
        assertThat(Cygnetctl.run("--socket", socket, "flow", "bob.example.test").err())
                .isEqualTo("cygnetctl: flow bob.example.test: remote: not an address\n");
        assertThat(Cygnetctl.run("--socket", socket, "flow", "2001:db8::2").err())
                .isEqualTo("cygnetctl: flow 2001:db8::2: this host has no address towards 2001:db8::2\n");
        assertThat(Cygnetctl.run("--socket", socket, "flow", "192.0.2.2", "--local", "2001:db8::1")
                        .err())
                .endsWith("local: of another family than 192.0.2.2\n");
    }

    @Test
    void retryForgetsAHostByNameAndByAddress() {
        assertThat(Cygnetctl.run("--socket", socket, "retry", "bob.example.test")
                        .out())
                .isEqualTo("forgotten: 192.0.2.2, 2001:db8::2\n");
        assertThat(Cygnetctl.run("--socket", socket, "retry", "198.51.0.0").out())
                .isEqualTo("forgotten: 198.51.0.0\n");
        assertThat(flows.retried)
                .extracting(Object::toString)
                .containsExactly("192.0.2.2", "2001:db8::2", "198.51.0.0");
        assertThat(names.forgotten).extracting(Object::toString).containsExactly("198.51.0.0");
        assertThat(Cygnetctl.run("--socket", socket, "retry", "forged.example.test"))
                .isEqualTo(
                        new Cygnetctl.Result(
                                1,
                                "",
                                "cygnetctl: retry forged.example.test: the addresses of forged.example.test: timeout: nobody answered\n"));
    }

    @Test
    void reloadSaysWhatIsInForceAndWhatTakesARestart() {
        assertThat(Cygnetctl.run("--socket", socket, "reload")).isEqualTo(new Cygnetctl.Result(0, """
                        cygnet.conf:3:5: x has no effect
                        1 connection(s), 2 rule(s) of groups
                        what has changed in dns takes a restart
                        """, ""));
    }

    @Test
    void aConfigurationThatCannotBeUsedIsRefusedWithItsPlaces() {
        reloaded = new ReloadCommand.Outcome(
                List.of("cygnet.conf:7:3: unknown key \"netwroks\""), 0, 0, List.of(), List.of());
        assertThat(Cygnetctl.run("--socket", socket, "reload"))
                .isEqualTo(new Cygnetctl.Result(
                        1,
                        "cygnet.conf:7:3: unknown key \"netwroks\"\n",
                        "cygnetctl: reload the configuration: 1 error(s)\n"));
    }

    @Test
    void versionTellsBothVersions() {
        Cygnetctl.Result person = Cygnetctl.run("--socket", socket, "version");
        assertThat(person.status()).isZero();
        assertThat(person.out()).matches("cygnetctl \\S+\ncygnetd 0\\.1\\.0\n");
        Cygnetctl.Result program = Cygnetctl.run("--socket", socket, "version", "--json");
        assertThat(program.out())
                .startsWith("{\n  \"cygnetctl\": \"")
                .contains("  \"daemon\": {\n    \"daemon\": \"cygnetd\",\n    \"version\": \"0.1.0\",\n");
    }

    @Test
    void ordersAreCarriedOutAndTheirStoryIsTold() {
        Cygnetctl.Result result = Cygnetctl.run("--socket", socket, "terminate", "bob");
        assertThat(result).isEqualTo(new Cygnetctl.Result(0, "deleting IKE_SA bob[7]\n", ""));
        assertThat(daemon.orders).singleElement().asString().contains("ike=Optional[bob]");
    }

    @Test
    void anOrderThatFailsSaysWhy() {
        Cygnetctl.Result result = Cygnetctl.run("--socket", socket, "terminate", "nobody");
        assertThat(result)
                .isEqualTo(new Cygnetctl.Result(
                        1, "", "cygnetctl: terminate nobody: no matching SAs to terminate found\n"));
    }

    @Test
    void aTriggerNamesTheHostAndTellsWhatDnsSays() {
        Cygnetctl.Result result = Cygnetctl.run(
                "--socket", socket, "trigger", "Bob.example.test.", "192.0.2.2", "2001:db8::2", "--ttl", "60");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("Bob.example.test.: proven absence (no such record)\n");
        assertThat(Cygnetctl.run("--socket", socket, "trigger", "bob.example.test")
                        .status())
                .isZero();
        assertThat(daemon.orders)
                .containsExactly(
                        "trigger bob.example.test [192.0.2.2, 2001:db8::2] 60 s", "trigger bob.example.test [] 3600 s");
    }

    @Test
    void aTriggerForAnAddressTellsWhoIsThere() {
        assertThat(Cygnetctl.run("--socket", socket, "trigger", "192.0.2.2").out())
                .isEqualTo("192.0.2.2 is bob.example.test: bogus: expired\n");
        assertThat(Cygnetctl.run("--socket", socket, "trigger", "2001:db8::2").out())
                .isEqualTo("2001:db8::2: it has no name: proven absence (no such record)\n");
        assertThat(daemon.orders).containsExactly("trigger 192.0.2.2", "trigger 2001:db8::2");
    }

    @Test
    void aTriggerThatMakesNoSenseIsRefusedWithTheReason() {
        for (String[] bad : new String[][] {{"localhost"}, {"bob.example.test", "bob"}, {"192.0.2.2", "192.0.2.3"}}) {
            Cygnetctl.Result result = Cygnetctl.run(concat(new String[] {"--socket", socket, "trigger"}, bad));
            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err())
                    .startsWith("cygnetctl: trigger " + bad[0])
                    .containsPattern(": not a|: the name is an address already");
        }
        assertThat(daemon.orders).isEmpty();
    }

    @Test
    void namesTellsAPersonWhatDnsHasSaid() {
        Cygnetctl.Result result = Cygnetctl.run("--socket", socket, "names");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .isEqualTo("bob.example.test addresses: found, unvalidated (for 9m59s)\n"
                        + "  192.0.2.2\n  2001:db8::2\n"
                        + "bob.example.test keys: found, secure (for 30s)\n"
                        + "  " + FakeNames.KEY + ", precedence 10\n"
                        + "  refused: IPSECKEY 10 0 9: no such algorithm\n"
                        + "  asked anew in vain: timeout: nobody answered\n"
                        + "forged.example.test keys: bogus: the signature is wrong (for 30s)\n");
        assertThat(Cygnetctl.run("--socket", socket, "names", "Forged.example.test.")
                        .out())
                .isEqualTo("forged.example.test keys: bogus: the signature is wrong (for 30s)\n");
    }

    @Test
    void namesTellsAProgramTheSame() {
        Cygnetctl.Result result = Cygnetctl.run("--socket", socket, "names", "--json");
        assertThat(result.out())
                .startsWith("{\n  \"names\": [\n    {\n      \"subject\": \"bob.example.test\",\n")
                .contains("      \"outcome\": \"found, secure\",\n      \"assurance\": \"dnssec\",\n"
                        + "      \"left\": \"30\",\n      \"keys\": {\n        \"0\": {\n"
                        + "          \"precedence\": \"10\",\n          \"key\": \"" + FakeNames.KEY + "\",\n"
                        + "          \"fingerprint\": \"" + FakeNames.KEY.fingerprint() + "\"\n")
                .contains("\"cause\": \"the signature is wrong\"")
                .endsWith("    }\n  ]\n}\n");
        assertThat(Cygnetctl.run("--socket", socket, "names", "--json", "nobody.example.test")
                        .out())
                .isEqualTo("{\n  \"names\": []\n}\n");
    }

    @Test
    void aLookupTellsByItsStatusWhetherThereIsAnythingToUse() {
        Cygnetctl.Result found = Cygnetctl.run("--socket", socket, "lookup", "bob.example.test");
        assertThat(found.status()).isZero();
        assertThat(found.out()).startsWith("bob.example.test keys: found, secure (for 30s)\n  ");
        Cygnetctl.Result bogus = Cygnetctl.run("--socket", socket, "lookup", "forged.example.test");
        assertThat(bogus.status()).isEqualTo(1);
        assertThat(bogus.out()).startsWith("forged.example.test keys: bogus: ");
        Cygnetctl.Result absent = Cygnetctl.run("--socket", socket, "lookup", "--fresh", "--json", "192.0.2.9");
        assertThat(absent.status()).isEqualTo(1);
        assertThat(absent.out())
                .contains("\"subject\": \"192.0.2.9\"", "\"asked\": \"names\"", "\"cause\": \"asked afresh\"");
    }

    @Test
    void severalLookupsTellOfAllAndFailIfOneDoes() {
        Cygnetctl.Result all = Cygnetctl.run("--socket", socket, "lookup", "bob.example.test", "forged.example.test");
        assertThat(all.status()).isEqualTo(1);
        assertThat(all.out()).contains("bob.example.test keys: found", "forged.example.test keys: bogus");
    }

    @Test
    void aLookupThatMakesNoSenseIsRefusedWithTheReason() {
        Cygnetctl.Result result = Cygnetctl.run("--socket", socket, "lookup", "localhost");
        assertThat(result)
                .isEqualTo(new Cygnetctl.Result(
                        1, "", "cygnetctl: lookup localhost: name: neither a host name nor an address\n"));
    }

    private static String[] concat(String[] first, String[] second) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray(String[]::new);
    }

    @Test
    void aDaemonThatIsNotRunningIsSaidNotTo() throws Exception {
        Path nothing = temporary.resolve("nothing");
        Path stale = temporary.resolve("stale");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(stale));
        }
        for (Path path : new Path[] {nothing, stale, nothing.resolve("deeper")}) {
            for (String command : new String[] {"status", "version", "names"}) {
                Cygnetctl.Result result = Cygnetctl.run("--socket", path.toString(), command);
                assertThat(result.status()).isEqualTo(3);
                assertThat(result.err())
                        .isEqualTo("cygnetctl: cygnetd is not running: nobody listens at " + path + "\n");
            }
        }
        assertThat(Cygnetctl.run("--socket", stale.toString(), "initiate", "bob")
                        .status())
                .isEqualTo(3);
    }

    @Test
    void everyCommandExplainsItself() {
        for (String command :
                new String[] {"keygen", "show-key", "status", "version", "initiate", "terminate", "trigger"}) {
            Cygnetctl.Result help = Cygnetctl.run(command, "--help");
            assertThat(help.status()).isZero();
            assertThat(help.out()).startsWith("Usage: cygnetctl " + command).contains("--help");
        }
        assertThat(Cygnetctl.run("--help").out()).contains("Exit status:", "show-key", "--socket");
    }

    @Test
    void whatMakesNoSenseIsAUsageError() {
        for (String[] arguments : new String[][] {{"nonsense"}, {"status", "--nonsense"}, {"initiate"}}) {
            Cygnetctl.Result result = Cygnetctl.run(arguments);
            assertThat(result.status()).isEqualTo(2);
            assertThat(result.err()).isNotEmpty();
        }
    }
}
