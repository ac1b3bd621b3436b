package cygnet.daemon.config;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where keys are looked up.
 *
 * @param upstreams the preferred one first; at least one
 * @param trustAnchors the text of the {@code trust_anchor} file: DS or DNSKEY records in zone-file form; empty unless
 *     {@code dnssec} is {@link Dnssec#VALIDATE}
 * @param trustAnchorFile that file, which is read again when it changes; empty unless there are trust anchors
 * @param timeout for a whole question
 * @param forwarding empty: applications ask somebody else
 */
public record DnsSettings(
        List<DnsUpstream> upstreams,
        Dnssec dnssec,
        String trustAnchors,
        Optional<Path> trustAnchorFile,
        Duration timeout,
        FirstSeen firstSeen,
        Legacy legacy,
        Optional<Forwarding> forwarding) {
    /** Who decides whether an answer is authentic. */
    public enum Dnssec {
        /** Cygnet, from the trust anchors. */
        VALIDATE,
        /** A resolver on this host, by its AD bit. */
        TRUST_AD,
        /** Nobody. */
        OFF
    }

    /** What is done when a key without DNSSEC is not one of those first seen for its name. */
    public enum FirstSeen {
        /** Nothing is remembered. */
        OFF,
        /** It is told. */
        WARN,
        /** The key is not used. */
        REFUSE
    }

    /** What is done about the records that held keys before IPSECKEY (RFC 4322 section 5). */
    public enum Legacy {
        /** They are not asked for. */
        OFF,
        /** They count for names without IPSECKEY. */
        READ
    }

    /**
     * The forwarding resolver, which applications ask.
     *
     * @param listen single addresses, at least one
     * @param allow who may ask
     * @param patience how long an answer is held back at most
     * @param cache how many answers are kept
     */
    public record Forwarding(List<Endpoint> listen, List<IpNetwork> allow, Duration patience, int cache) {
        public Forwarding {
            listen = List.copyOf(listen);
            allow = List.copyOf(allow);
        }
    }

    public DnsSettings {
        upstreams = List.copyOf(upstreams);
    }
}
