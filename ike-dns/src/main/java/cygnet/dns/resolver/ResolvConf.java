package cygnet.dns.resolver;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The name servers in a file of resolv.conf's format, which others write: it is read again when it has changed. */
final class ResolvConf {
    private static final Logger LOG = LoggerFactory.getLogger(ResolvConf.class);

    private static final int DNS_PORT = 53;
    private static final int MOST_OCTETS = 65_536;

    private final Path file;
    private @Nullable Stamp read;
    private List<UpstreamServer> servers = List.of();

    /** What changes when a file is written or replaced. */
    private record Stamp(Object key, long modified, long size) {}

    ResolvConf(Path file) {
        this.file = file;
    }

    /** Reads the file if it has changed; whether it has. A file that is missing or can't be read has no name servers. */
    boolean refresh() {
        Stamp now = stamp();
        if (now.equals(read)) {
            return false;
        }
        read = now;
        List<UpstreamServer> found = List.of();
        try {
            if (now.size() <= MOST_OCTETS) {
                found = parse(Files.readString(file));
            }
        } catch (IOException e) {
            LOG.warn("no name servers from {}: {}", file, e.toString());
        }
        boolean changed = !found.equals(servers);
        servers = found;
        return changed;
    }

    List<UpstreamServer> servers() {
        return servers;
    }

    private Stamp stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    String.valueOf(attributes.fileKey()),
                    attributes.lastModifiedTime().toMillis(),
                    attributes.size());
        } catch (IOException e) {
            return new Stamp(file, 0, 0);
        }
    }

    /** The lines {@code nameserver ADDRESS}; addresses with a zone ({@code fe80::1%eth0}) can't be asked and are left out. */
    static List<UpstreamServer> parse(String text) {
        List<UpstreamServer> servers = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length < 2 || !words[0].equals("nameserver")) {
                continue;
            }
            try {
                IpAddress address = IpAddress.parse(words[1]);
                UpstreamServer server = UpstreamServer.plain(new Endpoint(address, DNS_PORT));
                if (!servers.contains(server)) {
                    servers.add(server);
                }
            } catch (IllegalArgumentException e) {
                LOG.debug("a name server that can't be asked: {}", e.getMessage());
            }
        }
        return servers;
    }
}
