package cygnet.daemon.publish;

import cygnet.dns.publish.PublishException;
import java.time.Duration;

/**
 * When the daemon publishes again. Changes come in bursts and are gathered; a server that fails is asked ever more rarely,
 * and one that refuses rarely from the beginning, since only a person can help there.
 */
final class PublishSchedule {
    static final Duration GATHERING = Duration.ofSeconds(2);
    static final Duration LEAST_REST = Duration.ofSeconds(30);
    static final Duration REFUSED_REST = Duration.ofMinutes(10);
    static final Duration LONGEST_REST = Duration.ofHours(1);
    /** Somebody may have changed the zone without a word to us. */
    static final Duration LOOK_AGAIN = Duration.ofHours(6);

    private int failures;

    /** After all went well. */
    Duration done() {
        failures = 0;
        return LOOK_AGAIN;
    }

    /** After {@code kind} of failure: how long to wait until the next attempt. */
    Duration failed(PublishException.Kind kind) {
        boolean mayPass = kind != PublishException.Kind.FOREIGN && kind != PublishException.Kind.REFUSED;
        Duration first = mayPass ? LEAST_REST : REFUSED_REST;
        Duration rest = first.multipliedBy(1L << Math.min(failures, 10));
        failures++;
        return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    }
}
