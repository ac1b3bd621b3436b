package cygnet.daemon.config;

import cygnet.daemon.config.DnsSettings.Dnssec;
import cygnet.daemon.config.DnsSettings.FirstSeen;
import cygnet.daemon.config.DnsSettings.Forwarding;
import cygnet.daemon.config.DnsSettings.Legacy;
import cygnet.dns.DnsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The section {@code dns}; empty, it counts as absent. */
final class DnsReader {
    static final int DNS_PORT = 53;

    private static final int MAX_UPSTREAMS = 5;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);

    private DnsReader() {}

    static Optional<DnsSettings> read(SectionReader dns, KeyFiles files) {
        boolean isAbsent = dns.section().isEmpty();
        List<DnsUpstream> upstreams = dns.list("upstream", UpstreamSyntax::parse);
        Dnssec dnssec = dns.value("dnssec", Syntax.oneOf(Dnssec.class), Dnssec.VALIDATE);
        boolean validates = dnssec == Dnssec.VALIDATE;
        Optional<String> anchors = dns.value("trust_anchor", name -> validates ? anchors(name, files) : "");
        Optional<Path> anchorFile = anchors.flatMap(read -> dns.value("trust_anchor", files::path));
        Duration timeout = dns.value("timeout", DnsReader::timeout, DEFAULT_TIMEOUT);
        Optional<Forwarding> forwarding = ForwardingReader.read(dns, upstreams);
        FirstSeen firstSeen = dns.value("first_seen", Syntax.oneOf(FirstSeen.class), FirstSeen.OFF);
        Legacy legacy = dns.value("legacy", Syntax.oneOf(Legacy.class), Legacy.OFF);
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
                upstreams,
                dnssec,
                anchors.orElse(""),
                validates ? anchorFile : Optional.empty(),
                timeout,
                firstSeen,
                legacy,
                forwarding));
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

    private static void checkUpstreams(SectionReader dns, List<DnsUpstream> upstreams, Dnssec dnssec) {
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
                .filter(u -> dnssec == Dnssec.TRUST_AD && !isOnThisHost(u))
                .findFirst()
                .ifPresent(u -> dns.error(
                        "upstream",
                        "upstream: dnssec = trust-ad believes only a resolver on this host, and " + where(u)
                                + " is not a loopback address"));
    }

    private static boolean isOnThisHost(DnsUpstream upstream) {
        return upstream instanceof DnsUpstream.Plain plain
                && plain.endpoint().address().toInetAddress().isLoopbackAddress();
    }

    private static String where(DnsUpstream upstream) {
        if (upstream instanceof DnsUpstream.Listed listed) {
            return "what " + listed.file() + " will say";
        }
        return upstream instanceof DnsUpstream.Tls tls
                ? tls.endpoint().address().toString()
                : ((DnsUpstream.Plain) upstream).endpoint().address().toString();
    }

    private static Duration timeout(String text) throws BadValueException {
        Duration timeout = Syntax.TIME.parse(text);
        if (timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new BadValueException(text + " is not between 1s and 1m");
        }
        return timeout;
    }
}
