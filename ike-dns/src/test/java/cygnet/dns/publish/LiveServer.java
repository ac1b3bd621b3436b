package cygnet.dns.publish;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A real name server on the loopback interface, primary of {@code example.test} and of {@code 2.0.192.in-addr.arpa}. Whoever
 * has the key {@code alice.key} may change the types that the publisher needs, at {@code alice.example.test} and at the
 * reverse name of 192.0.2.1; whoever has {@code others.key} may change nothing.
 */
final class LiveServer implements AutoCloseable {
    static final byte[] ALICE = "the secret of alice and her name server".getBytes(StandardCharsets.US_ASCII);
    static final byte[] OTHERS = "a secret that opens nothing".getBytes(StandardCharsets.US_ASCII);

    private static final String ZONE = """
            $TTL 300
            @ IN SOA ns1 hostmaster 1 3600 600 86400 60
            @ IN NS ns1.example.test.
            """;
    private static final String HOSTS = """
            ns1 IN A 127.0.0.1
            taken IN A 203.0.113.7
            alias IN CNAME ns1
            """;

    /** Which program serves. */
    enum Kind {
        BIND("/usr/sbin/named", "bind9"),
        KNOT("/usr/sbin/knotd", "knot");

        private final String program;
        private final String debianPackage;

        Kind(String program, String debianPackage) {
            this.program = program;
            this.debianPackage = debianPackage;
        }
    }

    private final Path directory;
    private final Process process;
    private final Endpoint endpoint;

    private LiveServer(Path directory, Process process, Endpoint endpoint) {
        this.directory = directory;
        this.process = process;
        this.endpoint = endpoint;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** A primary, that tells {@code secondary} of every change. */
    static LiveServer primary(Kind kind, Endpoint at, Endpoint secondary) throws IOException {
        Path directory = Files.createTempDirectory("cygnet-publish");
        Files.writeString(directory.resolve("example.zone"), ZONE + HOSTS);
        Files.writeString(directory.resolve("reverse.zone"), ZONE);
        String config = kind == Kind.BIND ? bind(at, secondary) : knot(directory, at, secondary);
        return start(kind, directory, at, config);
    }

    /** A BIND that has {@code example.test} from {@code primary}. */
    static LiveServer secondary(Endpoint at, Endpoint primary) throws IOException {
        Path directory = Files.createTempDirectory("cygnet-publish");
        String config = bindOptions(at) + """
                zone "example.test" { type secondary; file "example.zone"; allow-notify { any; };
                    primaries { 127.0.0.1 port %d; }; };
                """.formatted(primary.port());
        return start(Kind.BIND, directory, at, config);
    }

    static Endpoint freePort() throws IOException {
        IpAddress loopback = IpAddress.parse("127.0.0.1");
        try (ServerSocket probe = new ServerSocket(0, 1, loopback.toInetAddress())) {
            return new Endpoint(loopback, probe.getLocalPort());
        }
    }

    private static String bindOptions(Endpoint at) {
        return """
                options { directory "."; pid-file none; session-keyfile none; lock-file none;
                    listen-on port %d { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; dnssec-validation no;
                    empty-zones-enable no; notify no; min-refresh-time 1; };
                controls { };
                """.formatted(at.port());
    }

    private static String bind(Endpoint at, Endpoint secondary) {
        return bindOptions(at) + """
                key alice.key { algorithm hmac-sha256; secret "%s"; };
                key others.key { algorithm hmac-sha512; secret "%s"; };
                zone "example.test" { type primary; file "example.zone"; notify explicit;
                    also-notify { 127.0.0.1 port %d; };
                    update-policy { grant alice.key name alice.example.test A AAAA IPSECKEY;
                                    grant alice.key name taken.example.test A AAAA IPSECKEY; }; };
                zone "2.0.192.in-addr.arpa" { type primary; file "reverse.zone";
                    update-policy { grant alice.key name 1.2.0.192.in-addr.arpa PTR IPSECKEY;
                                    grant alice.key name 9.2.0.192.in-addr.arpa PTR IPSECKEY; }; };
                """.formatted(base64(ALICE), base64(OTHERS), secondary.port());
    }

    private static String knot(Path directory, Endpoint at, Endpoint secondary) {
        return """
                server:
                    rundir: "%1$s"
                    listen: 127.0.0.1@%2$d
                log:
                  - target: stderr
                    any: info
                database:
                    storage: "%1$s"
                key:
                  - id: alice.key
                    algorithm: hmac-sha256
                    secret: %3$s
                  - id: others.key
                    algorithm: hmac-sha512
                    secret: %4$s
                remote:
                  - id: secondary
                    address: 127.0.0.1@%5$d
                acl:
                  - id: alice
                    key: alice.key
                    action: update
                    update-type: [A, AAAA, IPSECKEY]
                    update-owner: name
                    update-owner-match: equal
                    update-owner-name: [alice, taken]
                  - id: reverse
                    key: alice.key
                    action: update
                    update-type: [PTR, IPSECKEY]
                    update-owner: name
                    update-owner-match: equal
                    update-owner-name: ["1", "9"]
                  - id: transfer
                    address: 127.0.0.1
                    action: transfer
                zone:
                  - domain: example.test
                    storage: "%1$s"
                    file: example.zone
                    notify: secondary
                    acl: [alice, transfer]
                  - domain: 2.0.192.in-addr.arpa
                    storage: "%1$s"
                    file: reverse.zone
                    acl: reverse
                """.formatted(directory, at.port(), base64(ALICE), base64(OTHERS), secondary.port());
    }

    private static String base64(byte[] secret) {
        return Base64.getEncoder().encodeToString(secret);
    }

    private static LiveServer start(Kind kind, Path directory, Endpoint at, String config) throws IOException {
        if (!Files.isExecutable(Path.of(kind.program))) {
            throw new AssertionError(kind.program + " is missing: install Debian's package " + kind.debianPackage);
        }
        Path file = directory.resolve("server.conf");
        Files.writeString(file, config);
        List<String> command = kind == Kind.BIND
                ? List.of(kind.program, "-g", "-n", "1", "-c", file.toString())
                : List.of(kind.program, "-c", file.toString());
        Path log = directory.resolve("server.log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        LiveServer server = new LiveServer(directory, process, at);
        try {
            server.awaitAnswer(log);
            return server;
        } catch (IOException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    /** Asks until the zone is there. */
    private void awaitAnswer(Path log) throws IOException {
        Message query =
                Message.newQuery(Record.newRecord(Name.fromConstantString("example.test."), Type.SOA, DClass.IN));
        InetAddress address = endpoint.address().toInetAddress();
        byte[] octets = query.toWire();
        try (DatagramSocket socket = new DatagramSocket(0, address)) {
            socket.setSoTimeout(100);
            for (int i = 0; i < 200 && process.isAlive(); i++) {
                socket.send(new DatagramPacket(octets, octets.length, address, endpoint.port()));
                try {
                    DatagramPacket answer = new DatagramPacket(new byte[1232], 1232);
                    socket.receive(answer);
                    if (new Message(Arrays.copyOf(answer.getData(), answer.getLength())).getRcode() == 0) {
                        return;
                    }
                    process.waitFor(100, TimeUnit.MILLISECONDS);
                } catch (SocketTimeoutException e) {
                    // Not yet.
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
        throw new AssertionError("no name server at " + endpoint + ":\n" + Files.readString(log));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
