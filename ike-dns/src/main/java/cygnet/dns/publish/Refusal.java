package cygnet.dns.publish;

import cygnet.dns.publish.PublishException.Kind;
import cygnet.ike.address.Endpoint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TSIGRecord;

/** What a server's answer to an update means, and what to do about it. */
final class Refusal {
    private static final int OTHER_TIME_OCTETS = 6;

    private final Name zone;
    private final Endpoint server;
    private final TsigKey key;
    private final Clock clock;

    Refusal(Name zone, Endpoint server, TsigKey key, Clock clock) {
        this.zone = zone;
        this.server = server;
        this.key = key;
        this.clock = clock;
    }

    /** @throws PublishException unless the update was done, and the server proves it with the key */
    void check(Message answer) throws PublishException {
        Optional<String> trouble = signature(answer.getTSIG());
        if (trouble.isPresent()) {
            throw new PublishException(Kind.REFUSED, trouble.get());
        }
        int rcode = answer.getRcode();
        if (rcode != Rcode.NOERROR) {
            throw new PublishException(kind(rcode), server + " " + explain(rcode));
        }
        if (!answer.isVerified()) {
            // RFC 8945 section 5.3: an answer without a good signature may be anybody's.
            throw new PublishException(
                    Kind.REFUSED,
                    server + " says that the update is done, but does not sign that with the key " + key.name()
                            + ": it may not be the server. Ask again, and look at the path to it");
        }
    }

    /** RFC 8945 section 5.2: an error in the TSIG record says what is wrong with our signature. */
    private Optional<String> signature(@Nullable TSIGRecord tsig) {
        if (tsig == null || tsig.getError() == Rcode.NOERROR) {
            return Optional.empty();
        }
        String keyText = "the key " + key.name() + " (" + key.algorithm() + ")";
        return Optional.of(
                switch (tsig.getError()) {
                    case Rcode.BADKEY ->
                        // Knot says so as well when it has the key but no rule for it.
                        server + " does not know " + keyText + " (BADKEY), or has no rule that lets it change these"
                                + " records: name and algorithm must be the server's to the letter, and its policy must"
                                + " name the owner and the types; see docs/publishing.md";
                    case Rcode.BADSIG ->
                        server + " has another secret for " + keyText + " (BADSIG): copy it from the server once more";
                    case Rcode.BADTIME -> badTime(tsig);
                    default ->
                        server + " does not take our signature with " + keyText + " ("
                                + Rcode.TSIGstring(tsig.getError()) + ")";
                });
    }

    /** RFC 8945 section 5.2.3: the answer's other data is the server's time, 48 bits of seconds. */
    private String badTime(TSIGRecord tsig) {
        byte[] other = tsig.getOther();
        Instant now = clock.instant();
        String theirs = "";
        if (other != null && other.length == OTHER_TIME_OCTETS) {
            long seconds = 0;
            for (byte octet : other) {
                seconds = (seconds << Byte.SIZE) | (octet & 0xff);
            }
            Duration ahead = Duration.between(Instant.ofEpochSecond(seconds), now);
            theirs = "; this host's is " + Math.abs(ahead.toSeconds()) + " s "
                    + (ahead.isNegative() ? "behind" : "ahead");
        }
        return server + " has another time (BADTIME)" + theirs + ": set the clock";
    }

    private static Kind kind(int rcode) {
        return switch (rcode) {
            case Rcode.NXRRSET, Rcode.YXRRSET, Rcode.YXDOMAIN, Rcode.NXDOMAIN -> Kind.CHANGED;
            case Rcode.SERVFAIL -> Kind.UNREACHABLE;
            default -> Kind.REFUSED;
        };
    }

    /** RFC 2136 sections 2.2 and 3. */
    private String explain(int rcode) {
        String zoneText = Words.name(zone);
        return switch (rcode) {
            case Rcode.REFUSED ->
                "does not let the key " + key.name() + " change these records of zone " + zoneText
                        + " (REFUSED): its update policy must grant that; see docs/publishing.md";
            case Rcode.NOTAUTH ->
                "does not serve the zone " + zoneText + " as its primary (NOTAUTH): check server and zone";
            case Rcode.NOTZONE -> "says that the name does not lie in the zone " + zoneText + " (NOTZONE): check zone";
            case Rcode.NOTIMP -> "takes no updates (NOTIMP): it must be told to take them from the key " + key.name();
            case Rcode.NXRRSET, Rcode.YXRRSET, Rcode.YXDOMAIN, Rcode.NXDOMAIN ->
                "has other records than a moment ago (" + Rcode.string(rcode)
                        + "): somebody else has changed them, or a wildcard answers for the name. Nothing was done;"
                        + " try again";
            case Rcode.FORMERR ->
                "can't read the update (FORMERR): it may not know the type IPSECKEY, or not this algorithm of keys";
            case Rcode.SERVFAIL ->
                "could not do the update (SERVFAIL): its log tells why, often a zone file that it may not write";
            default -> "refuses the update: " + Rcode.string(rcode);
        };
    }
}
