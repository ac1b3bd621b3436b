package cygnet.dns;

import cygnet.ike.address.Endpoint;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which server is asked next, and when there is none left. Safe for use by several threads. */
final class Rotation {
    private static final int LEAST_SENDINGS = 3;

    private final List<Endpoint> servers;
    private final int planned;
    private final Set<Endpoint> decided = new HashSet<>();
    private int sent;
    private int open;

    Rotation(List<Endpoint> servers) {
        this.servers = List.copyOf(servers);
        this.planned = Math.max(LEAST_SENDINGS, servers.size());
    }

    /** The server to send to now; it counts as asked. Empty if all were asked as often as is worth it. */
    synchronized Optional<Endpoint> next() {
        while (sent < planned) {
            Endpoint server = servers.get(sent % servers.size());
            sent++;
            if (!decided.contains(server)) {
                open++;
                return Optional.of(server);
            }
        }
        return Optional.empty();
    }

    /** How many have been sent: changes when {@link #next} gives a server. */
    synchronized int sent() {
        return sent;
    }

    /** A sending came to nothing. */
    synchronized void lost() {
        open--;
    }

    /** {@code server} has answered, in vain: asking it again will not change its mind. */
    synchronized void refused(Endpoint server) {
        open--;
        decided.add(server);
    }

    /** Nothing is on its way and nothing more will be sent. */
    synchronized boolean isOver() {
        return open == 0 && (sent >= planned || decided.containsAll(servers));
    }
}
