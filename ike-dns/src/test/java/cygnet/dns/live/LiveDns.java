package cygnet.dns.live;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A small Internet of names on the loopback interface, at ports of its own choice.
 *
 * <pre>
 *   .  test.  example.test.          signed, NSEC
 *   hashed.test.                     signed, NSEC3
 *   insecure.test.                   not signed, and test. says so
 *   tampered.test.                   signed, then a key replaced
 *   expired.test.                    signed, but only until February 2024
 *   in-addr.arpa.  ip6.arpa.         signed, NSEC
 *   10.in-addr.arpa.                 not signed, and in-addr.arpa. says so
 * </pre>
 *
 * <p>BIND serves them. Three Unbounds ask it: one validates and gives extended errors, one validates and gives none, one does
 * not validate; and another BIND. All four serve 10.in-addr.arpa themselves, with another content than the Internet has, and
 * the other zones that no Internet should be asked about (RFC 6303), which are empty.
 */
public final class LiveDns implements AutoCloseable {
    private static final String NAMED = "/usr/sbin/named";
    private static final String UNBOUND = "/usr/sbin/unbound";
    private static final String KEYGEN = "/usr/bin/dnssec-keygen";
    private static final String SIGN = "/usr/bin/dnssec-signzone";
    private static final Map<String, String> DEBIAN_PACKAGES =
            Map.of(NAMED, "bind9", UNBOUND, "unbound", KEYGEN, "bind9-utils", SIGN, "bind9-utils");

    private static final List<String> ALWAYS = List.of("-e", "+31536000");
    private static final List<String> NSEC3 = List.of("-e", "+31536000", "-3", "-");
    private static final List<String> LONG_AGO =
            List.of("-P", "-X", "20380101000000", "-s", "20240101000000", "-e", "20240201000000");

    private final Path directory;
    private final List<Process> servers = new ArrayList<>();
    private final Endpoint named;
    private final Endpoint validating;
    private final Endpoint terse;
    private final Endpoint plain;
    private final Endpoint plainBind;

    public LiveDns() throws IOException, InterruptedException {
        DEBIAN_PACKAGES.forEach((program, debianPackage) -> {
            if (!Files.isExecutable(Path.of(program))) {
                throw new AssertionError(program + " is missing: install Debian's package " + debianPackage);
            }
        });
        directory = Files.createTempDirectory("cygnet-dns");
        try {
            signZones();
            named = startNamed();
            validating = startUnbound("validating", "validator iterator", true);
            terse = startUnbound("terse", "validator iterator", false);
            plain = startUnbound("plain", "iterator", false);
            plainBind = startBindResolver();
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** The authoritative server. */
    public Endpoint authoritative() {
        return named;
    }

    public Endpoint validatingResolver() {
        return validating;
    }

    /** Validates, but says SERVFAIL without a reason. */
    public Endpoint terseValidatingResolver() {
        return terse;
    }

    public Endpoint plainResolver() {
        return plain;
    }

    /** BIND, which does not validate. */
    public Endpoint plainBindResolver() {
        return plainBind;
    }

    /** The DS records of the root. */
    public String trustAnchor() throws IOException {
        return Files.readString(directory.resolve("root.anchor"));
    }

    @Override
    public void close() {
        servers.forEach(Process::destroy);
        for (Process server : servers) {
            try {
                if (!server.waitFor(5, TimeUnit.SECONDS)) {
                    server.destroyForcibly();
                }
            } catch (InterruptedException e) {
                server.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Children first, because a parent's zone holds their DS records. */
    private void signZones() throws IOException, InterruptedException {
        for (String zone : List.of("insecure", "private", "empty")) {
            Files.writeString(directory.resolve(zone + ".zone"), resource(zone + ".zone"));
        }
        String children = sign("example", "example.test", "", ALWAYS)
                + sign("hashed", "hashed.test", "", NSEC3)
                + sign("tampered", "tampered.test", "", ALWAYS)
                + sign("expired", "expired.test", "", LONG_AGO);
        tamper(directory.resolve("tampered.zone"));
        String top = sign("test", "test", children, ALWAYS)
                + sign("reverse", "in-addr.arpa", "", ALWAYS)
                + sign("nibbles", "ip6.arpa", "", ALWAYS);
        Files.writeString(directory.resolve("root.anchor"), sign("root", ".", top, ALWAYS));
    }

    /** Signs a zone in place; gives its DS records. */
    private String sign(String file, String zone, String more, List<String> options)
            throws IOException, InterruptedException {
        Path zoneFile = directory.resolve(file + ".zone");
        Files.writeString(zoneFile, resource(file + ".zone") + more);
        run(List.of(KEYGEN, "-q", "-a", "ECDSAP256SHA256", "-f", "KSK", zone));
        List<String> command = new ArrayList<>(List.of(SIGN, "-q", "-S", "-z", "-o", zone, "-O", "full"));
        command.addAll(options);
        command.addAll(List.of("-f", file + ".signed", file + ".zone"));
        run(command);
        Files.move(directory.resolve(file + ".signed"), zoneFile, StandardCopyOption.REPLACE_EXISTING);
        return Files.readString(directory.resolve("dsset-" + (zone.equals(".") ? "" : zone) + "."));
    }

    /** Changes the precedence of a key; its signature stays. */
    private static void tamper(Path zoneFile) throws IOException {
        String zone = Files.readString(zoneFile);
        String changed = zone.replaceFirst("(IPSECKEY\\s+)10 0 4", "$111 0 4");
        if (changed.equals(zone)) {
            throw new AssertionError("nothing to tamper with in\n" + zone);
        }
        Files.writeString(zoneFile, changed);
    }

    private Endpoint startNamed() throws IOException {
        Endpoint endpoint = freePort();
        StringBuilder zones = new StringBuilder();
        Map.of(
                        ".", "root",
                        "test", "test",
                        "example.test", "example",
                        "hashed.test", "hashed",
                        "insecure.test", "insecure",
                        "tampered.test", "tampered",
                        "expired.test", "expired",
                        "in-addr.arpa", "reverse",
                        "ip6.arpa", "nibbles",
                        "10.in-addr.arpa", "empty")
                .forEach((zone, file) ->
                        zones.append(String.format("zone \"%s\" { type primary; file \"%s.zone\"; };%n", zone, file)));
        Path config = directory.resolve("named.conf");
        Files.writeString(
                config,
                resource("named.conf")
                        .replace("@DIR@", directory.toString())
                        .replace("@PORT@", String.valueOf(endpoint.port()))
                        .replace("@ZONES@", zones));
        start("named", endpoint, List.of(NAMED, "-g", "-n", "1", "-c", config.toString()));
        return endpoint;
    }

    private Endpoint startUnbound(String name, String modules, boolean extendedErrors) throws IOException {
        Endpoint endpoint = freePort();
        Path config = directory.resolve(name + ".conf");
        Files.writeString(
                config,
                resource("unbound.conf")
                        .replace("@DIR@", directory.toString())
                        .replace("@PORT@", String.valueOf(endpoint.port()))
                        .replace("@MODULES@", modules)
                        .replace("@EDE@", extendedErrors ? "yes" : "no")
                        .replace("@NAMED@", String.valueOf(named.port())));
        start(name, endpoint, List.of(UNBOUND, "-d", "-p", "-c", config.toString()));
        return endpoint;
    }

    private Endpoint startBindResolver() throws IOException {
        Endpoint endpoint = freePort();
        Path config = directory.resolve("resolver.conf");
        Files.writeString(
                config,
                resource("resolver.conf")
                        .replace("@DIR@", directory.toString())
                        .replace("@PORT@", String.valueOf(endpoint.port()))
                        .replace("@NAMED@", String.valueOf(named.port())));
        start("resolver", endpoint, List.of(NAMED, "-g", "-n", "1", "-c", config.toString()));
        return endpoint;
    }

    private void start(String name, Endpoint endpoint, List<String> command) throws IOException {
        Path log = directory.resolve(name + ".log");
        Process server = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        servers.add(server);
        awaitAnswer(name, server, endpoint, log);
    }

    /** Asks until somebody answers. */
    private static void awaitAnswer(String name, Process server, Endpoint endpoint, Path log) throws IOException {
        byte[] query = Message.newQuery(Record.newRecord(Name.root, Type.NS, DClass.IN))
                .toWire();
        InetAddress address = endpoint.address().toInetAddress();
        try (DatagramSocket socket = new DatagramSocket(0, address)) {
            socket.setSoTimeout(100);
            for (int i = 0; i < 100 && server.isAlive(); i++) {
                socket.send(new DatagramPacket(query, query.length, address, endpoint.port()));
                try {
                    socket.receive(new DatagramPacket(new byte[512], 512));
                    return;
                } catch (SocketTimeoutException e) {
                    // Not yet.
                }
            }
        }
        throw new AssertionError(name + " does not answer at " + endpoint + ":\n" + Files.readString(log));
    }

    private static Endpoint freePort() throws IOException {
        IpAddress loopback = IpAddress.parse("127.0.0.1");
        try (ServerSocket probe = new ServerSocket(0, 1, loopback.toInetAddress())) {
            return new Endpoint(loopback, probe.getLocalPort());
        }
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        Path log = directory.resolve("commands.log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + " failed:\n" + Files.readString(log));
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = LiveDns.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no test resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
