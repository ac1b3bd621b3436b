package cygnet.ike.policy;

import java.util.List;

/** All that is configured about peers. */
public record PeerPolicy(List<Connection> connections, List<SharedSecret> secrets) {
    public static final PeerPolicy EMPTY = new PeerPolicy(List.of(), List.of());

    public PeerPolicy {
        connections = List.copyOf(connections);
        secrets = List.copyOf(secrets);
    }
}
