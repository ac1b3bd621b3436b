package cygnet.daemon.config;

import cygnet.daemon.config.DnsSettings.Dnssec;
import cygnet.daemon.config.DnsSettings.FirstSeen;
import cygnet.dns.DnsConfig;
import cygnet.ike.address.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The section {@code dns}; empty, it counts as absent. */
final class DnsReader {
    private static final int DNS_PORT = 53;
    private static final int MAX_UPSTREAMS = 5;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);

    private DnsReader() {}

    static Optional<DnsSettings> read(SectionReader dns, KeyFiles files) {
        boolean isAbsent = dns.section().isEmpty();
        List<Endpoint> upstreams = dns.list("upstream", AddressSyntax.endpoint(DNS_PORT));
        Dnssec dnssec = dns.value("dnssec", Syntax.oneOf(Dnssec.class), Dnssec.VALIDATE);
        boolean validates = dnssec == Dnssec.VALIDATE;
        Optional<String> anchors = dns.value("trust_anchor", name -> validates ? anchors(name, files) : "");
        Optional<Path> anchorFile = anchors.flatMap(read -> dns.value("trust_anchor", files::path));
        Duration timeout = dns.value("timeout", DnsReader::timeout, DEFAULT_TIMEOUT);
        FirstSeen firstSeen = dns.value("first_seen", Syntax.oneOf(FirstSeen.class), FirstSeen.OFF);
        dns.refuse("listen", "the forwarding resolver is not available yet");
        dns.finish();
        if (isAbsent) {
            return Optional.empty();
        }
        checkUpstreams(dns, upstreams, dnssec);
        if (dnssec == Dnssec.VALIDATE && dns.setting("trust_anchor").isEmpty()) {
            dns.error(
                    "dnssec",
                    "dnssec = validate needs a trust_anchor: a file with the DS or DNSKEY records of the root");
        }
        return Optional.of(new DnsSettings(
                upstreams, dnssec, anchors.orElse(""), validates ? anchorFile : Optional.empty(), timeout, firstSeen));
    }

    private static String anchors(String name, KeyFiles files) throws BadValueException {
        String anchors = files.text(name);
        try {
            DnsConfig.checkTrustAnchors(anchors);
        } catch (IllegalArgumentException e) {
            throw new BadValueException(name + ": " + e.getMessage());
        }
        return anchors;
    }

    private static void checkUpstreams(SectionReader dns, List<Endpoint> upstreams, Dnssec dnssec) {
        if (dns.setting("upstream").isEmpty()) {
            dns.error("dns has no upstream: name the recursive name servers to ask");
        } else if (upstreams.size() > MAX_UPSTREAMS) {
            dns.error(
                    "upstream",
                    "upstream: " + upstreams.size() + " name servers are too many: " + MAX_UPSTREAMS
                            + " are asked at most");
        }
        // RFC 6840 section 5.8: the AD bit says nothing unless the path to the resolver is secure.
        upstreams.stream()
                .filter(u -> dnssec == Dnssec.TRUST_AD
                        && !u.address().toInetAddress().isLoopbackAddress())
                .findFirst()
                .ifPresent(u -> dns.error(
                        "upstream",
                        "upstream: dnssec = trust-ad believes only a resolver on this" + " host, and " + u.address()
                                + " is not a loopback address"));
    }

    private static Duration timeout(String text) throws BadValueException {
        Duration timeout = Syntax.TIME.parse(text);
        if (timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new BadValueException(text + " is not between 1s and 1m");
        }
        return timeout;
    }
}
