package cygnet.ike.simulation;

import java.time.Duration;

/**
 * How the network treats datagrams.
 *
 * @param most the longest delay; each datagram has its own, so they overtake one another
 * @param loss probability that a datagram vanishes
 * @param duplication probability that it arrives twice
 * @param corruption probability that one of its bits is turned
 */
public record Weather(Duration least, Duration most, double loss, double duplication, double corruption) {
    /** Nothing is lost, and order is kept. */
    public static final Weather FAIR = new Weather(Duration.ofMillis(5), Duration.ofMillis(5), 0, 0, 0);

    public static final Weather STORM = new Weather(Duration.ofMillis(1), Duration.ofMillis(900), 0.2, 0.15, 0.05);
}
