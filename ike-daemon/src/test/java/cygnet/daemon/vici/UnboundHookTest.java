package cygnet.daemon.vici;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The hook for Unbound's ipsecmod, called as Unbound does, with the socket that allows nothing else. */
@Timeout(60)
class UnboundHookTest {
    private static final String ONE_KEY = "10 0 15 . NZBP3W5vkdGNTbiKZbcjbuTJXVuhd3Hk4qrmVkDbQ2E=";
    private static final String TWO_KEYS = ONE_KEY + " 20 3 2 gate.example.test. AwEAAQ==";

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile CompletionStage<DnsOutcome<HostKey>> answer =
            CompletableFuture.completedFuture(new DnsOutcome.Absent<>(true, true, Duration.ofHours(1)));

    @TempDir
    Path temporary;

    private ViciServer server;

    @BeforeEach
    void open() throws IOException {
        server = ViciServer.open(temporary.resolve("trigger.vici"), group, TriggerCommand.registry(new Listener()));
    }

    private final class Listener implements TriggerCommand.Trigger {
        @Override
        public CompletionStage<DnsOutcome<HostKey>> trigger(DomainName host, List<IpAddress> at, Duration life) {
            told.add(host + " " + at + " " + life.toSeconds());
            return answer;
        }

        @Override
        public CompletionStage<TriggerCommand.Triggered> trigger(IpAddress address) {
            throw new AssertionError("Unbound knows the name of " + address);
        }
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void severalAddressesOfAHostWithSeveralKeysAreToldAtOnce() throws Exception {
        assertThat(hook("bob.example.test.", "300", "192.0.2.2 192.0.2.3", TWO_KEYS))
                .isZero();
        assertThat(hook("bob.example.test.", "0", "2001:db8::2", ONE_KEY)).isZero();
        assertThat(told)
                .containsExactly("bob.example.test [192.0.2.2, 192.0.2.3] 300", "bob.example.test [2001:db8::2] 0");
    }

    @Test
    void withoutAKeyThatUnboundCouldReadThereIsNothingToTell() throws Exception {
        assertThat(hook("bob.example.test.", "300", "192.0.2.2", "")).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void whatTheDaemonRefusesFails() throws Exception {
        assertThat(hook("localhost.", "300", "192.0.2.2", ONE_KEY)).isEqualTo(1);
        assertThat(hook("bob.example.test.", "300", "here", ONE_KEY)).isEqualTo(1);
    }

    @Test
    void whoeverCallsItOtherwiseIsTold() throws Exception {
        assertThat(hook("bob.example.test.", "300", "192.0.2.2")).isEqualTo(2);
        assertThat(hook("bob.example.test.", "soon", "192.0.2.2", ONE_KEY)).isEqualTo(2);
    }

    @Test
    void aDaemonThatTakesTooLongIsNotWaitedFor() throws Exception {
        answer = new CompletableFuture<>();
        assertThat(hook("bob.example.test.", "300", "192.0.2.2", ONE_KEY)).isEqualTo(3);
    }

    @Test
    void aDaemonThatIsNotThereIsAFailure() throws Exception {
        server.close();
        assertThat(hook("bob.example.test.", "300", "192.0.2.2", ONE_KEY)).isEqualTo(3);
    }

    private int hook(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add("src/main/dist/share/unbound/ipsecmod-hook");
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment()
                .put("CYGNET_TRIGGER_SOCKET", temporary.resolve("trigger.vici").toString());
        return builder.start().waitFor();
    }
}
