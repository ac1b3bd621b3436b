package cygnet.dns.resolver;

import java.nio.file.Path;

/** Where upstreams come from. */
public sealed interface UpstreamSource {
    /** resolv.conf's usual place. */
    Path RESOLV_CONF = Path.of("/etc/resolv.conf");

    /** Where systemd-resolved tells which name servers it asks itself. */
    Path SYSTEMD_RESOLVED = Path.of("/run/systemd/resolve/resolv.conf");

    /** A server by its address. */
    record Fixed(UpstreamServer server) implements UpstreamSource {}

    /** The {@code nameserver} lines of a file, as they are at the time. */
    record FromFile(Path file) implements UpstreamSource {}
}
