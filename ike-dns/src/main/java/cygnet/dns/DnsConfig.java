package cygnet.dns;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the key directory asks.
 *
 * @param upstreams recursive resolvers, at most five, the preferred one first; none if a {@link QueryCarrier} knows whom to ask
 * @param trustAnchors DS or DNSKEY records in zone-file form, or the state that a resolver keeps of them (RFC 5011); only
 *     read when {@code dnssec} is {@code VALIDATE}
 * @param trustAnchorFile where they came from: when it changes it is read again, and nothing needs to be restarted
 * @param timeout for a whole question, with all retries and all that validation needs; at most a minute
 * @param readsLegacyRows where a name has no IPSECKEY record, the TXT and KEY records of RFC 4322 section 5 count
 */
public record DnsConfig(
        List<Endpoint> upstreams,
        DnssecMode dnssec,
        String trustAnchors,
        Optional<Path> trustAnchorFile,
        Duration timeout,
        DnsLimits limits,
        boolean readsLegacyRows) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private static final int MAX_UPSTREAMS = 5;
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);
    private static final int IPV4_LOOPBACK_NET = 127;

    /** @throws IllegalArgumentException saying what can't be worked with */
    public DnsConfig {
        upstreams = List.copyOf(upstreams);
        if (upstreams.size() > MAX_UPSTREAMS) {
            throw new IllegalArgumentException(
                    "at most " + MAX_UPSTREAMS + " DNS upstreams are asked, not " + upstreams.size());
        }
        for (Endpoint upstream : upstreams) {
            checkUpstream(upstream, dnssec);
        }
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException("a DNS timeout is more than nothing and at most a minute: " + timeout);
        }
        if (dnssec == DnssecMode.VALIDATE) {
            checkTrustAnchors(trustAnchors);
        }
    }

    /**
     * Refuses trust anchors with which validation can't begin.
     *
     * @throws IllegalArgumentException saying why
     */
    public static void checkTrustAnchors(String trustAnchors) {
        // Whether they can be read; which of them are trusted yet is seen when they are used.
        TrustAnchors.parse(trustAnchors, Instant.MAX);
    }

    /** With trust anchors that never change. */
    public DnsConfig(
            List<Endpoint> upstreams, DnssecMode dnssec, String trustAnchors, Duration timeout, DnsLimits limits) {
        this(upstreams, dnssec, trustAnchors, Optional.empty(), timeout, limits, false);
    }

    /** The same, but with {@link #readsLegacyRows}. */
    public DnsConfig withLegacyRows() {
        return new DnsConfig(upstreams, dnssec, trustAnchors, trustAnchorFile, timeout, limits, true);
    }

    private static void checkUpstream(Endpoint upstream, DnssecMode dnssec) {
        if (upstream.address().isAny() || upstream.port() == 0) {
            throw new IllegalArgumentException("not the address of a DNS server: " + upstream);
        }
        // RFC 6840 section 5.8: the AD bit says nothing unless the path to the resolver is secure.
        if (dnssec == DnssecMode.TRUST_AD && !isLoopback(upstream.address())) {
            throw new IllegalArgumentException("the AD bit can only be trusted from a resolver on this host, and "
                    + upstream + " is not a loopback address; use a local validating resolver, or let Cygnet validate");
        }
    }

    private static boolean isLoopback(IpAddress address) {
        return address.isIpv6()
                ? address.equals(IpAddress.parse("::1"))
                : address.octets().at(0) == IPV4_LOOPBACK_NET;
    }
}
