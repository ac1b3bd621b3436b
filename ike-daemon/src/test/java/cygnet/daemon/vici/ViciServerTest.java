package cygnet.daemon.vici;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The control socket, over a real one. */
@Timeout(30)
class ViciServerTest {
    private static EventLoopGroup group;

    @TempDir
    Path temporary;

    private final CompletableFuture<ViciReply> later = new CompletableFuture<>();
    private Path path;
    private ViciServer server;

    @BeforeAll
    static void startLoop() {
        group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    }

    @AfterAll
    static void stopLoop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @BeforeEach
    void open() throws IOException {
        path = temporary.resolve("cygnet.vici");
        server = ViciServer.open(path, group, registry());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private ViciRegistry registry() {
        ViciCommand echo = (request, events) -> ViciReply.of(request).now();
        ViciCommand list = (request, events) -> {
            int count = Integer.parseInt(request.text("count").orElseThrow());
            List<Integer> numbers = IntStream.range(0, count).boxed().toList();
            return ViciReply.listing(
                            "item",
                            numbers,
                            n -> ViciMessage.builder()
                                    .put("n", n)
                                    .put("filling", "x".repeat(1000))
                                    .build())
                    .now();
        };
        ViciCommand broken = (request, events) -> {
            throw new IllegalStateException("out of order");
        };
        ViciCommand large = (request, events) -> {
            ViciMessage.Builder builder = ViciMessage.builder();
            IntStream.range(0, 10).forEach(i -> builder.put("x", "y".repeat(65_535)));
            return ViciReply.of(builder.build()).now();
        };
        ViciCommand tell = (request, events) -> {
            events.emit("item", request);
            return ViciReply.success().now();
        };
        return new ViciRegistry(
                Map.of(
                        "echo",
                        echo,
                        "list",
                        list,
                        "broken",
                        broken,
                        "large",
                        large,
                        "tell",
                        tell,
                        "wait",
                        (r, e) -> later),
                Set.of("item", "news"));
    }

    @Test
    void aCommandIsAnswered() throws Exception {
        try (ViciClient client = ViciClient.connect(path)) {
            ViciMessage message =
                    ViciMessage.builder().put("a", "b").list("c", List.of(1, 2)).build();
            assertThat(client.request("echo", message)).isEqualTo(message);
            assertThat(client.request("echo", ViciMessage.EMPTY)).isEqualTo(ViciMessage.EMPTY);
        }
    }

    @Test
    void whatIsUnknownIsSaidToBe() throws Exception {
        try (ViciClient client = ViciClient.connect(path)) {
            assertThatThrownBy(() -> client.request("nothing", ViciMessage.EMPTY))
                    .hasMessage("the daemon does not know the command nothing");
            assertThatThrownBy(() -> client.register("nothing"))
                    .hasMessage("the daemon does not know the event nothing");
            client.send(new ViciPacket.EventUnregister("news"));
            assertThat(client.receive()).isEqualTo(new ViciPacket.EventUnknown());
            client.register("news");
            client.send(new ViciPacket.EventUnregister("news"));
            assertThat(client.receive()).isEqualTo(new ViciPacket.EventConfirm());
        }
    }

    @Test
    void aLongListComesInEventsBeforeTheAnswer() throws Exception {
        try (ViciClient client = ViciClient.connect(path)) {
            List<String> numbers = new ArrayList<>();
            ViciMessage request = ViciMessage.builder().put("count", 5000).build();
            ViciMessage answer = client.stream(
                    "list", request, "item", item -> numbers.add(item.text("n").orElseThrow()));
            assertThat(answer).isEqualTo(ViciMessage.EMPTY);
            assertThat(numbers)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 5000).mapToObj(String::valueOf).toList());
        }
    }

    @Test
    void eventsComeOnlyToThoseWhoRegistered() throws Exception {
        try (ViciClient one = ViciClient.connect(path);
                ViciClient other = ViciClient.connect(path)) {
            one.register("news");
            ViciMessage request = ViciMessage.builder().put("count", 3).build();
            assertThat(other.request("list", request)).isEqualTo(ViciMessage.EMPTY);
            server.emit("news", request);
            assertThat(one.nextEvent()).isEqualTo(new ViciPacket.Event("news", request));
            other.send(new ViciPacket.CmdRequest("echo", request));
            assertThat(other.receive()).isEqualTo(new ViciPacket.CmdResponse(request));
            assertThatThrownBy(() -> server.emit("nothing", request)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aCommandTellsOfItsWorkBeforeItsAnswer() throws Exception {
        try (ViciClient client = ViciClient.connect(path)) {
            client.register("item");
            ViciMessage request = ViciMessage.builder().put("x", 1).build();
            client.send(new ViciPacket.CmdRequest("tell", request));
            assertThat(client.receive()).isEqualTo(new ViciPacket.Event("item", request));
            assertThat(client.receive())
                    .isEqualTo(new ViciPacket.CmdResponse(ViciReply.success().message()));
        }
    }

    @Test
    void requestsThatDoNotWaitForAnswersAreAnsweredInOrder() throws Exception {
        try (ViciClient client = ViciClient.connect(path)) {
            client.send(new ViciPacket.CmdRequest("wait", ViciMessage.EMPTY));
            client.send(new ViciPacket.EventRegister("news"));
            for (int i = 0; i < 100; i++) {
                client.send(new ViciPacket.CmdRequest(
                        "echo", ViciMessage.builder().put("i", i).build()));
            }
            later.complete(ViciReply.failure("at last"));
            assertThat(client.receive())
                    .isEqualTo(new ViciPacket.CmdResponse(
                            ViciReply.failure("at last").message()));
            assertThat(client.receive()).isEqualTo(new ViciPacket.EventConfirm());
            for (int i = 0; i < 100; i++) {
                assertThat(client.receive())
                        .isEqualTo(new ViciPacket.CmdResponse(
                                ViciMessage.builder().put("i", i).build()));
            }
        }
    }

    @Test
    void thousandsOfRequestsAtOnceDoNotExhaustTheStack() throws Exception {
        byte[] request =
                new ViciPacket.CmdRequest("echo", ViciMessage.EMPTY).segment().toByteArray();
        int count = 20_000;
        ByteBuffer all = ByteBuffer.allocate(count * request.length);
        IntStream.range(0, count).forEach(i -> all.put(request));
        all.flip();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            CompletableFuture<Void> written = CompletableFuture.runAsync(() -> writeAll(channel, all));
            ByteBuffer answers = ByteBuffer.allocate(count * 5);
            while (answers.hasRemaining() && channel.read(answers) >= 0) {}
            assertThat(answers.hasRemaining()).isFalse();
            written.join();
        }
    }

    private static void writeAll(SocketChannel channel, ByteBuffer octets) {
        try {
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aCommandThatFailsIsAFailureForItsClientAlone() throws Exception {
        try (ViciClient client = ViciClient.connect(path)) {
            ViciMessage answer = client.request("broken", ViciMessage.EMPTY);
            assertThat(answer.text("success")).contains("no");
            assertThat(answer.text("errmsg")).contains("internal error: java.lang.IllegalStateException: out of order");
            assertThat(client.request("large", ViciMessage.EMPTY).text("errmsg"))
                    .contains("the answer is too long");
            assertThat(client.request("echo", ViciMessage.EMPTY)).isEqualTo(ViciMessage.EMPTY);
        }
    }

    @Test
    void aClientThatBreaksTheProtocolIsDropped() throws Exception {
        for (byte[] octets : List.of(
                new byte[] {0, 0, 0, 0}, new byte[] {(byte) 0xff, 0, 0, 0}, new byte[] {0, 0, 0, 1, 9}, new byte[] {
                    0, 0, 0, 1, 5
                })) {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                writeAll(channel, ByteBuffer.wrap(octets));
                assertThat(channel.read(ByteBuffer.allocate(10))).isNegative();
            }
        }
        try (ViciClient client = ViciClient.connect(path)) {
            assertThat(client.request("echo", ViciMessage.EMPTY)).isEqualTo(ViciMessage.EMPTY);
        }
    }

    @Test
    void aClientThatDoesNotReadItsEventsIsDropped() throws Exception {
        try (ViciClient slow = ViciClient.connect(path);
                ViciClient brisk = ViciClient.connect(path)) {
            slow.register("news");
            ViciMessage news =
                    ViciMessage.builder().put("x", "y".repeat(60_000)).build();
            for (int i = 0; i < 100; i++) {
                server.emit("news", news);
            }
            assertThat(brisk.request("echo", ViciMessage.EMPTY)).isEqualTo(ViciMessage.EMPTY);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            slow.nextEvent();
                        }
                    })
                    .isInstanceOfAny(EOFException.class, IOException.class);
        }
    }

    @Test
    void theSocketIsForOwnerAndGroupAndGoesWhenTheServerDoes() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-rw----");
        try (var files = Files.list(temporary)) {
            assertThat(files).containsExactly(path);
        }
        server.close();
        assertThat(path).doesNotExist();
    }

    @Test
    void whatKeepsItFromListeningIsTold() {
        Path tooLong = temporary.resolve("x".repeat(120)).resolve("cygnet.vici");

        assertThatThrownBy(() -> ViciServer.open(tooLong, group, registry()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("can't listen at " + tooLong + ": ")
                .hasMessageContaining("too long");
    }

    @Test
    void aSocketThatSomebodyAnswersAtIsNotTaken() throws Exception {
        assertThatThrownBy(() -> ViciServer.open(path, group, registry()))
                .isInstanceOf(IOException.class)
                .hasMessage("somebody already listens at " + path);
        try (ViciClient client = ViciClient.connect(path)) {
            assertThat(client.request("echo", ViciMessage.EMPTY)).isEqualTo(ViciMessage.EMPTY);
        }
    }

    @Test
    void aSocketThatNobodyAnswersAtIsReplaced() throws Exception {
        Path stale = temporary.resolve("stale.vici");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(stale));
        }
        ViciServer second = ViciServer.open(stale, group, registry());
        try (ViciClient client = ViciClient.connect(stale)) {
            assertThat(client.request("echo", ViciMessage.EMPTY)).isEqualTo(ViciMessage.EMPTY);
        }
        Files.delete(stale);
        Files.writeString(stale, "somebody else's");
        second.close();
        assertThat(stale).hasContent("somebody else's");
        assertThatThrownBy(() -> ViciServer.open(stale, group, registry()))
                .hasMessage(stale + " is there and is not a socket");
    }
}
