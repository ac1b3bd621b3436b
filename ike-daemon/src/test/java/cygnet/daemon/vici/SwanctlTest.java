package cygnet.daemon.vici;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** strongSwan's swanctl is a client of Cygnet. */
@EnabledIf("cygnet.daemon.vici.Swanctl#isInstalled")
@Timeout(60)
class SwanctlTest {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final FakeDaemon daemon = new FakeDaemon();

    @TempDir
    Path temporary;

    private ViciServer server;
    private Swanctl swanctl;

    @BeforeEach
    void open() throws IOException {
        Path socket = temporary.resolve("cygnet.vici");
        server = ViciServer.open(socket, group, DaemonCommands.of(daemon, FakeDaemon.CLOCK));
        swanctl = new Swanctl(socket);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void listsSas() throws Exception {
        assertThat(swanctl.run("--list-sas").output()).isEqualTo("""
                        bob: #7, ESTABLISHED, IKEv2, 0123456789abcdef_i* fedcba9876543210_r
                          local  'alice.example.test' @ 192.0.2.1[4500]
                          remote 'bob.example.test' @ 192.0.2.2[4500]
                          AES_GCM_16-256/PRF_HMAC_SHA2_256/CURVE_25519
                          established 90s ago, rekeying in 14400s
                          host: #9, reqid 1, INSTALLED, TRANSPORT-in-UDP, ESP:AES_CBC-128/HMAC_SHA2_256_128/CURVE_25519/ESN
                            installed 80s ago, rekeying in 3600s, expires in 3960s
                            in  c1000001,    840 bytes,    10 packets,     3s ago
                            out c2000002,      0 bytes,     0 packets
                            local  192.0.2.1/32
                            remote 192.0.2.2/32[tcp/80]
                        carol: #8, CONNECTING, IKEv2, 0000000000000001_i 0000000000000000_r*
                          local  '%any' @ 192.0.2.1[500]
                          remote '%any' @ 2001:db8::3[500]
                        """);
    }

    @Test
    void listsTheSasThatAreMeant() throws Exception {
        assertThat(swanctl.run("--list-sas", "--ike", "carol").output())
                .startsWith("carol: #8,")
                .doesNotContain("bob");
        assertThat(swanctl.run("--list-sas", "--ike-id", "7").output())
                .startsWith("bob: #7,")
                .doesNotContain("carol");
        assertThat(swanctl.run("--list-sas", "--child", "host").output())
                .startsWith("bob: #7,")
                .doesNotContain("carol");
        assertThat(swanctl.run("--list-sas", "--child-id", "99")).isEqualTo(new Swanctl.Result(0, ""));
    }

    @Test
    void listsManySas() throws Exception {
        daemon.copies = 1000;
        assertThat(swanctl.run("--list-sas").output().lines().filter(line -> line.startsWith("bob: #7")))
                .hasSize(1000);
    }

    @Test
    void listsConnections() throws Exception {
        assertThat(swanctl.run("--list-conns").output()).isEqualTo("""
                        bob: IKEv2, no reauthentication, rekeying every 14400s, dpd delay 30s
                          local:  %any
                          remote: 192.0.2.2
                          local pre-shared key authentication:
                            id: alice.example.test
                          remote public key authentication:
                            id: bob.example.test
                          host: TRANSPORT, rekeying every 3600s, dpd action is none
                            local:  dynamic
                            remote: 192.0.2.2/32
                            priority: 5
                        """);
    }

    @Test
    void listsPolicies() throws Exception {
        assertThat(swanctl.run("--list-pols").output()).isEqualTo("""
                        bob/host, TRANSPORT
                          local:  192.0.2.1/32
                          remote: 192.0.2.0/24
                        """);
        assertThat(swanctl.run("--list-pols", "--drop")).isEqualTo(new Swanctl.Result(0, ""));
    }

    @Test
    void showsStatistics() throws Exception {
        assertThat(swanctl.run("--stats").output()).isEqualTo("""
                        uptime: 2 hours, since Jan 02 03:04:05 2026
                        worker threads: 0 total, 0 idle, working: 0/0/0/0
                        job queues: 0/0/0/0
                        jobs scheduled: 3
                        IKE_SAs: 2 total, 1 half-open
                        loaded plugins:
                        """);
    }

    @Test
    void showsTheVersion() throws Exception {
        assertThat(swanctl.run("--version", "-d").output()).startsWith("strongSwan 0.1.0 cygnetd (Linux, ");
    }

    @Test
    void initiatesAndTellsTheStory() throws Exception {
        assertThat(swanctl.run("--initiate", "--child", "host", "--timeout", "5"))
                .isEqualTo(new Swanctl.Result(0, """
                                [IKE] initiating IKE_SA bob[10] to 192.0.2.2
                                initiate completed successfully
                                """));
        assertThat(daemon.orders)
                .containsExactly(
                        "Initiation[connection=Optional.empty, child=Optional[host], patience=Optional[PT5S]]");
    }

    @Test
    void saysWhyItCannotInitiate() throws Exception {
        Swanctl.Result result = swanctl.run("--initiate", "--child", "nope", "--timeout", "-1");
        assertThat(result.status()).isOne();
        assertThat(result.output()).contains("initiate failed: CHILD_SA config 'nope' not found");
        assertThat(daemon.orders).singleElement().asString().contains("patience=Optional[PT0S]");
    }

    @Test
    void terminates() throws Exception {
        assertThat(swanctl.run("--terminate", "--ike", "bob", "--force")).isEqualTo(new Swanctl.Result(0, """
                                [IKE] deleting IKE_SA bob[7]
                                terminate completed successfully
                                """));
        assertThat(daemon.orders).singleElement().asString().contains("ike=Optional[bob]", " true Optional.empty");
        assertThat(swanctl.run("--terminate", "--ike", "nope"))
                .isEqualTo(new Swanctl.Result(1, "terminate failed: no matching SAs to terminate found\n"));
    }
}
