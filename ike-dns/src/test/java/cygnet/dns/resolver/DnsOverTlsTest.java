package cygnet.dns.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Upstreams over TLS (RFC 7858): only with the right certificate, and then like any other. */
class DnsOverTlsTest {
    private static final String NAME = "dns.example.test";
    private static final char[] PASSWORD = "password".toCharArray();
    private static final int TEXTS = 250;

    @TempDir
    private static Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger connections = new AtomicInteger();
    private KeyStore keys;
    private SSLServerSocket listening;

    @BeforeEach
    void serve() throws Exception {
        Path file = directory.resolve("dns.p12");
        if (!Files.exists(file)) {
            makeCertificate(file);
        }
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory ours = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        ours.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(ours.getKeyManagers(), null, null);
        listening = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    @AfterEach
    void stop() throws IOException {
        listening.close();
        threads.shutdownNow();
    }

    @Test
    void answersComeOverOneConnectionAndAreCutForClientsThatTakeLess() throws Exception {
        try (NameServers servers = servers(NAME, trustingTheServer());
                ForwardingResolver resolver = resolver(servers)) {
            StubClient client = new StubClient(resolver.listening().get(0));
            byte[] query = StubClient.question("large.test.", Type.TXT).toWire();
            for (int i = 0; i < 3; i++) {
                Message whole = new Message(client.askTcp(query));
                assertThat(whole.getSection(Section.ANSWER)).hasSize(TEXTS);
                Message cut = new Message(client.askUdp(query));
                assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
                assertThat(cut.getSection(Section.ANSWER)).isEmpty();
            }
            assertThat(connections).hasValue(1);
        }
    }

    @Test
    void aCertificateWithAnotherNameIsNotBelieved() throws Exception {
        assertThat(rcode(servers("other.example.test", trustingTheServer()))).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void aCertificateThatNobodyVouchesForIsNotBelieved() throws Exception {
        assertThat(rcode(servers(NAME, TlsClient.systemTrust()))).isEqualTo(Rcode.SERVFAIL);
    }

    private static int rcode(NameServers nameServers) throws IOException {
        try (NameServers servers = nameServers;
                ForwardingResolver resolver = resolver(servers)) {
            return new StubClient(resolver.listening().get(0))
                    .ask(StubClient.question("large.test.", Type.TXT))
                    .getRcode();
        }
    }

    private NameServers servers(String name, SSLContext trust) {
        Endpoint endpoint = new Endpoint(IpAddress.parse("127.0.0.1"), listening.getLocalPort());
        return NameServers.open(
                List.of(new UpstreamSource.Fixed(new UpstreamServer(endpoint, Optional.of(name)))),
                Set.of(),
                Duration.ofSeconds(3),
                trust,
                changed -> {});
    }

    private static ForwardingResolver resolver(NameServers servers) throws IOException {
        ResolverConfig config = new ResolverConfig(
                List.of(RunningResolver.ANY_PORT), ResolverConfig.LOOPBACK, Duration.ZERO, 0, ResolverLimits.DEFAULT);
        return ForwardingResolver.open(config, servers, new FakeKeys(), AnswerGate.OPEN, InstantSource.system());
    }

    private SSLContext trustingTheServer() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("dns", keys.getCertificate("dns"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static void makeCertificate(Path file) throws IOException, InterruptedException {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "dns",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + NAME,
                        "-ext",
                        "san=dns:" + NAME,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listening.accept();
                connections.incrementAndGet();
                threads.execute(() -> serve(connection));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static void serve(Socket connection) {
        try (connection) {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            DataOutputStream out = new DataOutputStream(connection.getOutputStream());
            while (true) {
                byte[] query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                byte[] answer = answer(new Message(query));
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            }
        } catch (IOException e) {
            // The client has gone, or does not believe us.
        }
    }

    private static byte[] answer(Message query) {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        for (int i = 0; i < TEXTS; i++) {
            String text = String.format("%03d", i) + "x".repeat(200);
            answer.addRecord(new TXTRecord(query.getQuestion().getName(), DClass.IN, 60, text), Section.ANSWER);
        }
        return answer.toWire();
    }
}
