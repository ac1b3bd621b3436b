package cygnet.dns;

import java.time.Duration;
import org.xbill.DNS.ExtendedFlags;

/**
 * How queries are sent.
 *
 * @param timeout how long an answer is waited for
 * @param answerOctets the largest answer that is taken
 * @param aliases CNAME and DNAME steps that an answer may have
 * @param ednsFlags the flags in the OPT record: DO if signatures are wanted, or none
 */
record ExchangeSettings(Duration timeout, int answerOctets, int aliases, int ednsFlags) {
    /** Payload that needs no IP fragments anywhere (RFC 9715). */
    static final int UDP_PAYLOAD = 1232;

    private static final int SENDINGS_PER_TIMEOUT = 5;

    static ExchangeSettings of(DnsConfig config) {
        int flags = config.dnssec() == DnssecMode.OFF ? 0 : ExtendedFlags.DO;
        return new ExchangeSettings(
                config.timeout(),
                config.limits().answerOctets(),
                config.limits().aliases(),
                flags);
    }

    /** After this time without an answer the query is sent again, to the next server. */
    Duration resendAfter() {
        return timeout.dividedBy(SENDINGS_PER_TIMEOUT);
    }
}
