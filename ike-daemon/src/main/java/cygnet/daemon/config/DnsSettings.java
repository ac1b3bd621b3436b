package cygnet.daemon.config;

import cygnet.ike.address.Endpoint;
import java.time.Duration;
import java.util.List;

/**
 * Where keys are looked up.
 *
 * @param upstreams recursive resolvers, the preferred one first; at least one
 * @param trustAnchors the text of the {@code trust_anchor} file: DS or DNSKEY records in zone-file form; empty unless
 *     {@code dnssec} is {@link Dnssec#VALIDATE}
 * @param timeout for a whole question
 */
public record DnsSettings(List<Endpoint> upstreams, Dnssec dnssec, String trustAnchors, Duration timeout) {
    /** Who decides whether an answer is authentic. */
    public enum Dnssec {
        /** Cygnet, from the trust anchors. */
        VALIDATE,
        /** A resolver on this host, by its AD bit. */
        TRUST_AD,
        /** Nobody. */
        OFF
    }

    public DnsSettings {
        upstreams = List.copyOf(upstreams);
    }
}
