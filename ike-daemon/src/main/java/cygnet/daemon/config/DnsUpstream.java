package cygnet.daemon.config;

import cygnet.ike.address.Endpoint;
import java.nio.file.Path;

/** Whom to ask: a recursive name server, or a file that names some. */
public sealed interface DnsUpstream {
    /** Asked over UDP and TCP. */
    record Plain(Endpoint endpoint) implements DnsUpstream {}

    /** Asked over TLS (RFC 7858); {@code name} is what its certificate must hold. */
    record Tls(Endpoint endpoint, String name) implements DnsUpstream {}

    /** The {@code nameserver} lines of a file, as they are at the time. */
    record Listed(Path file) implements DnsUpstream {}
}
