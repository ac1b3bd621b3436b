package cygnet.ike.policy;

import java.util.List;
import java.util.Optional;

/**
 * All that is configured about peers.
 *
 * @param opportunism what is wanted with those that are not configured by themselves
 */
public record PeerPolicy(List<Connection> connections, List<SharedSecret> secrets, Optional<Opportunism> opportunism) {
    public static final PeerPolicy EMPTY = new PeerPolicy(List.of(), List.of());

    public PeerPolicy(List<Connection> connections, List<SharedSecret> secrets) {
        this(connections, secrets, Optional.empty());
    }

    public PeerPolicy {
        connections = List.copyOf(connections);
        secrets = List.copyOf(secrets);
    }

    public Groups groups() {
        return opportunism.map(Opportunism::groups).orElse(Groups.NONE);
    }
}
