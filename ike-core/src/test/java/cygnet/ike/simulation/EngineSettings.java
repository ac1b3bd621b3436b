package cygnet.ike.simulation;

import cygnet.ike.engine.EngineConfig;
import cygnet.ike.engine.Limits;

/** Engines that are set otherwise than usual. */
final class EngineSettings {
    private static final EngineConfig USUAL = EngineConfig.DEFAULT;
    private static final Limits LIMITS = USUAL.limits();

    private EngineSettings() {}

    /** Asks for a cookie when there are so many half-open IKE SAs. */
    static EngineConfig cookiesFrom(int threshold) {
        return halfOpen(threshold, LIMITS.halfOpen().most());
    }

    static EngineConfig halfOpen(int cookieThreshold, int most) {
        Limits.HalfOpen usual = LIMITS.halfOpen();
        Limits.HalfOpen halfOpen =
                new Limits.HalfOpen(cookieThreshold, usual.cookieThresholdSite(), most, usual.lifetime());
        return limits(new Limits(
                halfOpen,
                LIMITS.claims(),
                LIMITS.lookups(),
                LIMITS.errors(),
                LIMITS.requests(),
                LIMITS.childSas(),
                LIMITS.messageIds()));
    }

    /** So many questions to DNS for strangers. */
    static EngineConfig lookups(Limits.Shared lookups) {
        return limits(new Limits(
                LIMITS.halfOpen(),
                LIMITS.claims(),
                lookups,
                LIMITS.errors(),
                LIMITS.requests(),
                LIMITS.childSas(),
                LIMITS.messageIds()));
    }

    /** So many requests on one IKE SA, at a time and in all. */
    static EngineConfig requests(Limits.Rate rate, int messageIds) {
        return limits(new Limits(
                LIMITS.halfOpen(),
                LIMITS.claims(),
                LIMITS.lookups(),
                LIMITS.errors(),
                rate,
                LIMITS.childSas(),
                messageIds));
    }

    /** Fragments what does not fit an IP datagram of so many octets. */
    static EngineConfig datagrams(int octets) {
        return of(LIMITS, octets);
    }

    private static EngineConfig limits(Limits limits) {
        return of(limits, USUAL.datagramSize());
    }

    private static EngineConfig of(Limits limits, int datagramSize) {
        return new EngineConfig(
                USUAL.natPort(),
                USUAL.retransmit(),
                limits,
                datagramSize,
                USUAL.inboundLinger(),
                USUAL.natKeepalive(),
                USUAL.firstReqid());
    }
}
