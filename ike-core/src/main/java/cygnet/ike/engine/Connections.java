package cygnet.ike.engine;

import cygnet.ike.address.AddressPair;
import cygnet.ike.address.IpAddress;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.PeerPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The connections: those that are configured, and those of address pairs that DNS has told us about. */
final class Connections {
    private PeerPolicy configured = PeerPolicy.EMPTY;
    private final Map<AddressPair, Connection> introduced = new HashMap<>();
    private final Map<String, AddressPair> introducedByName = new HashMap<>();
    /** Of the groups' rules that peers can negotiate about; made when they are needed. */
    private final Map<GroupRule, List<Connection>> ofRules = new HashMap<>();

    void configure(PeerPolicy policy) {
        configured = policy;
        ofRules.clear();
    }

    /** What peers may negotiate that a rule is about, and that say who they are. */
    Connection of(GroupRule rule) {
        return allOf(rule).get(0);
    }

    /** What may be negotiated with anybody under a rule, neither side saying who it is; empty if that is not wanted. */
    Optional<Connection> anonymous(GroupRule rule) {
        return named(rule, rule.anonymousName());
    }

    private List<Connection> allOf(GroupRule rule) {
        return ofRules.computeIfAbsent(
                rule, r -> configured.opportunism().orElseThrow().connections(r));
    }

    private Optional<Connection> named(GroupRule rule, String name) {
        return allOf(rule).stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /** Whether it comes of the groups, and is not configured by itself. */
    boolean isOfGroups(Connection connection) {
        return configured.connections().stream().noneMatch(c -> c.name().equals(connection.name()));
    }

    /** The rule of the groups for a host. */
    Optional<GroupRule> rule(IpAddress remote) {
        return configured.groups().of(remote);
    }

    PeerPolicy configured() {
        return configured;
    }

    void introduce(AddressPair pair, Connection connection) {
        forget(pair);
        introduced.put(pair, connection);
        introducedByName.put(connection.name(), pair);
    }

    void forget(AddressPair pair) {
        Connection gone = introduced.remove(pair);
        if (gone != null) {
            introducedByName.remove(gone.name(), pair);
        }
    }

    Collection<Connection> introduced() {
        return List.copyOf(introduced.values());
    }

    Optional<Connection> introduced(AddressPair pair) {
        return Optional.ofNullable(introduced.get(pair));
    }

    /** For a connection that DNS has told us about, between whom it is. */
    Optional<AddressPair> pair(Connection connection) {
        return Optional.ofNullable(introducedByName.get(connection.name()))
                .filter(pair -> connection.equals(introduced.get(pair)));
    }

    boolean contains(Connection connection) {
        return configured.connections().contains(connection)
                || pair(connection).isPresent()
                || ofRuleNamed(connection.name()).filter(connection::equals).isPresent();
    }

    /**
     * Whether SAs of a connection may stay. One that is configured may have been changed, which is for the SAs to come; what DNS
     * and the groups have made has to be as it is now.
     */
    boolean permit(Connection connection) {
        return configured.connections().stream().anyMatch(c -> c.name().equals(connection.name()))
                || contains(connection);
    }

    Optional<Connection> named(String name) {
        return configured.connections().stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .or(() -> Optional.ofNullable(introducedByName.get(name)).flatMap(this::introduced))
                .or(() -> ofRuleNamed(name));
    }

    private Optional<Connection> ofRuleNamed(String name) {
        return configured
                .groups()
                .named(name)
                .filter(rule -> rule.group().answers())
                .flatMap(rule -> named(rule, name));
    }

    /**
     * Those that a packet of IKE between these addresses may belong to, the one that names a single host first. Groups that do
     * not want IKE answered have their way unless a connection says more precisely whom it is for.
     */
    List<Connection> between(IpAddress local, IpAddress remote) {
        List<Connection> all = new ArrayList<>();
        introduced(new AddressPair(local, remote)).ifPresent(all::add);
        Optional<GroupRule> rule = rule(remote);
        configured.connections().stream()
                .filter(c -> c.localAddresses().contains(local))
                .filter(c -> c.remoteAddresses().contains(remote))
                .filter(c -> rule.isEmpty()
                        || rule.get().group().answers()
                        || c.remoteAddresses().longestPrefix(remote)
                                >= rule.get().network().prefixLength())
                .forEach(all::add);
        rule.filter(r -> r.group().answers()).map(this::allOf).orElse(List.of()).stream()
                .filter(c -> c.localAddresses().contains(local))
                .forEach(all::add);
        return all;
    }
}
