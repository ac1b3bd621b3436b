package cygnet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.daemon.vici.Swanctl;
import cygnet.daemon.vici.ViciMessage;
import cygnet.daemon.vici.ViciRegistry;
import cygnet.daemon.vici.ViciReply;
import cygnet.daemon.vici.ViciServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file means the same to Cygnet and to strongSwan: what swanctl makes of it is compared with what we do. */
@EnabledIf("cygnet.daemon.vici.Swanctl#isInstalled")
@Timeout(60)
class SwanctlGrammarTest {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final List<String> loaded = new CopyOnWriteArrayList<>();

    @TempDir
    Path temporary;

    private ConfigDirectory directory;
    private ViciServer server;
    private Swanctl swanctl;

    @BeforeEach
    void open() throws IOException {
        directory = new ConfigDirectory(temporary);
        directory
                .write("inc/1.conf", "b = inc1\n")
                .write("inc/2.conf", "c = inc2\nb = inc2")
                .write("inc/.hidden.conf", "d = hidden\n")
                .write("inc/a b.conf", "e = spaced");
        Path socket = temporary.resolve("vici");
        server = ViciServer.open(
                socket,
                group,
                new ViciRegistry(
                        Map.of(
                                "get-conns",
                                (request, events) -> ViciReply.of(ViciMessage.builder()
                                                .list("conns", List.of())
                                                .build())
                                        .now(),
                                "load-conn",
                                (request, events) -> {
                                    loaded.add(print(request).strip());
                                    return ViciReply.success().now();
                                }),
                        Set.of()));
        swanctl = new Swanctl(socket);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a { b = 1 }\nc { }",
                "a { b = 1 c = 2\n d = \"x y\"   \"z\" w # comment\n }",
                "a\n{\n b=x{y,z:q.r=t\n e =\n f = \"\"\n g= \"a\\tb\\\nc\\qd\\\"\ne\"\n }",
                "a : t.x, t.y { k = 1\n c { z = 2\n }\n }",
                "a : t.x { }\na : t.y { }",
                "a \n:\n t.y\n,\nt.x\n { }",
                "a : t.x { m =\n }",
                "a { k = 1\n }\n a { l = 2\n k = 3\n }",
                "a { b { c = 1\n }\n b = 2\n }",
                "a { k = \"x\"y\n l = x\"y\"z\n m = \"x\" \"\" y\n }",
                "a { k = y\\\n l = \\n\n }",
                "a { k-1 = 2\n @! = 3\n ü = ü\n }",
                "a { k = \"x\n\n y\" # c\n \r\n l = 2\r\n }",
                "a { k = #x\n }\n b { l=x#y\n }",
                "a { include inc/*.conf\n z = 1\n }",
                "a { include inc/[12].conf\n }",
                "a { include inc/[!1].conf\n }",
                "a { include inc/1.conf # x\n }",
                "a { include inc/1.conf x = 1\n }",
                "a { include \"inc/a b.conf\"\n }",
                "a { include inc/a\\ b.conf\n }",
                "a { include inc/?.conf }",
                "a { include inc/none.conf\n k = 1\n }",
                "a { include = x\n }",
                "a { k\n = 1\n l\n { m = 1\n }\n }",
            })
    void whatIsReadIsTheSame(String connections) throws Exception {
        String text = "connections {\n" + connections + "\n}\n"
                + "t {\n x { m = 1\n k = 5\n c { z=3\n y=3\n }\n }\n y { m = 2\n n = 2\n }\n }\n";
        String ours = directory.tree(text).replaceFirst("(?s)^connections\\{(.*)} t\\{.*$", "$1");
        assertThat(swanctl.run("--load-conns", "--file", directory.file().toString())
                        .status())
                .isZero();
        assertThat(ours.replaceAll("[^ {]*=<none> ?", "").replace(" }", "}")).isEqualTo(String.join(" ", loaded));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.b { k = 1\n }",
                "a { b c = 1\n }",
                "a { = 3\n }",
                "a { k = 1\n } }",
                "a { k = 1\n",
                "a { k = \"x\n }",
                "a { k }",
                "a : { }",
                "a { include inc/1.conf inc/2.conf\n }",
                "a { include\n }",
            })
    void whatIsRefusedIsTheSame(String connections) throws Exception {
        String text = "connections {\n" + connections + "\n}\n";
        assertThat(directory.syntaxErrors(text)).isNotEmpty();
        assertThat(swanctl.run("--load-conns", "--file", directory.file().toString())
                        .output())
                .contains("syntax error");
        assertThat(loaded).isEmpty();
    }

    private static String print(ViciMessage message) {
        StringBuilder text = new StringBuilder();
        for (ViciMessage.Item item : message.items()) {
            if (item instanceof ViciMessage.Value value) {
                text.append(value.name()).append('=').append(value.text()).append(' ');
            } else if (item instanceof ViciMessage.Section section) {
                text.append(section.name())
                        .append('{')
                        .append(print(section.contents()).strip())
                        .append("} ");
            }
        }
        return text.toString();
    }
}
