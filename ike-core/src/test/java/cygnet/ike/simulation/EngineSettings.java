package cygnet.ike.simulation;

import cygnet.ike.engine.EngineConfig;

/** Engines that are set otherwise than usual. */
final class EngineSettings {
    private static final EngineConfig USUAL = EngineConfig.DEFAULT;

    private EngineSettings() {}

    /** Asks for a cookie when there are so many half-open IKE SAs. */
    static EngineConfig cookiesFrom(int threshold) {
        return of(threshold, USUAL.mostHalfOpen(), USUAL.datagramSize());
    }

    /** Fragments what does not fit an IP datagram of so many octets. */
    static EngineConfig datagrams(int octets) {
        return of(USUAL.cookieThreshold(), USUAL.mostHalfOpen(), octets);
    }

    static EngineConfig of(int cookieThreshold, int mostHalfOpen, int datagramSize) {
        return new EngineConfig(
                USUAL.natPort(),
                USUAL.retransmit(),
                USUAL.halfOpenLifetime(),
                cookieThreshold,
                mostHalfOpen,
                datagramSize,
                USUAL.inboundLinger(),
                USUAL.natKeepalive(),
                USUAL.firstReqid());
    }
}
