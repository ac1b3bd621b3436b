package cygnet.dns.resolver;

import java.time.Duration;
import java.util.Optional;

/**
 * How a name server does.
 *
 * @param state whether it is asked
 * @param trouble the last thing that went wrong: why it is left aside, or what has passed; text for people
 * @param since how long ago it came into that state
 * @param roundTrip from question to answer, of late; empty if it has answered none
 * @param answers how many there were
 * @param missed how many questions it left unanswered
 */
public record UpstreamStatus(
        UpstreamServer server,
        State state,
        Optional<String> trouble,
        Duration since,
        Optional<Duration> roundTrip,
        long answers,
        long missed) {
    /** Whether a server is asked. */
    public enum State {
        /** It is. */
        ASKED,
        /** It did not answer; it is probed until it does. */
        LEFT_ASIDE,
        /** It sends our questions back to us; never asked until it stops that. */
        LOOPS
    }
}
