package cygnet.daemon.vici;

import java.util.Optional;

/**
 * Who may talk to a control socket.
 *
 * @param group of users that it belongs to; empty is the daemon's own
 * @param everybody whoever is on this host
 */
public record SocketUsers(Optional<String> group, boolean everybody) {
    public static final SocketUsers OURSELVES = new SocketUsers(Optional.empty(), false);
    public static final SocketUsers EVERYBODY = new SocketUsers(Optional.empty(), true);

    public static SocketUsers ofGroup(Optional<String> group) {
        return new SocketUsers(group, false);
    }

    String permissions() {
        return everybody ? "rw-rw-rw-" : "rw-rw----";
    }
}
