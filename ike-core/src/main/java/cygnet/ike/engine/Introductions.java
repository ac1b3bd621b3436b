package cygnet.ike.engine;

import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that an application has asked DNS for, and that have a key there: each address of theirs gets a connection of its own,
 * made from a configured one with anybody, and policies that wait for its packets. The first name that an address is known by
 * stays until its time is over: a second one may be a lie, and must not displace it.
 */
final class Introductions {
    /** An address may be used for a while after DNS has forgotten it. */
    private static final Duration LEAST_LIFE = Duration.ofMinutes(10);

    private static final Duration MOST_LIFE = Duration.ofDays(1);
    /** While there are SAs, nothing is forgotten. */
    private static final Duration IN_USE = Duration.ofMinutes(1);

    private static final int MOST = 10_000;

    private final EngineContext context;
    private final SaTable table;
    private final Traps traps;
    private final Consumer<Connection> anonymous;
    private final Predicate<IpAddress> decided;
    /** The one that was introduced longest ago first. */
    private final Map<IpAddress, Acquaintance> known = new LinkedHashMap<>();

    /**
     * @param anonymous is told of whom we have SAs with already that did not say who it was, and now can
     * @param decided hosts that could not be protected lately, so that it is not tried again yet
     */
    Introductions(
            EngineContext context,
            SaTable table,
            Traps traps,
            Consumer<Connection> anonymous,
            Predicate<IpAddress> decided) {
        this.context = context;
        this.table = table;
        this.traps = traps;
        this.anonymous = anonymous;
        this.decided = decided;
    }

    private static final class Acquaintance {
        private final Connection connection;
        private final Connection anybody;
        private Instant until;
        private Timers.@Nullable Timer end;

        Acquaintance(Connection connection, Connection anybody, Instant until) {
            this.connection = connection;
            this.anybody = anybody;
            this.until = until;
        }

        void cancel() {
            if (end != null) {
                end.cancel();
            }
        }

        void atLeastUntil(Instant instant) {
            if (instant.isAfter(until)) {
                until = instant;
            }
        }
    }

    /**
     * Who is at an address, for so long.
     *
     * @param assurance of the host's key
     */
    record Introduction(DomainName host, Assurance assurance, Duration life) {}

    void introduce(Input.Introduce introduce) {
        traps.addSources(introduce.sources());
        int[] pending = {1};
        Runnable done = () -> {
            if (--pending[0] == 0) {
                context.put(new Output.Introduced(introduce.ticket()));
            }
        };
        introduce.sources().forEach((remote, local) -> {
            Introduction introduction = new Introduction(introduce.host(), introduce.assurance(), introduce.life());
            Optional<Connection> connection = connection(introduction, remote, local);
            if (connection.isPresent()) {
                pending[0]++;
                protect(connection.get(), done);
            }
        });
        done.run();
    }

    /**
     * A host whose name we have found out ourselves.
     *
     * @return false if no connection takes it
     */
    boolean introduce(Introduction introduction, IpAddress remote, IpAddress local) {
        traps.addSources(Map.of(remote, local));
        Optional<Connection> connection = connection(introduction, remote, local);
        connection.ifPresent(c -> protect(c, () -> {}));
        return connection.isPresent();
    }

    /** Whether the host at this address is unknown, and a connection would take it if it were not. */
    boolean isWanted(IpAddress remote, IpAddress local) {
        return !known.containsKey(remote)
                && template(remote, local, Assurance.DNSSEC).isPresent();
    }

    private void protect(Connection connection, Runnable then) {
        List<PolicySelector> outbound = traps.add(connection, then);
        context.precedence
                .anonymousOwner(outbound)
                // Whoever is behind a NAT cannot be called.
                .filter(owner -> !owner.sa().nat().remote())
                .ifPresent(owner -> anonymous.accept(connection));
    }

    private Optional<Connection> connection(Introduction introduce, IpAddress remote, IpAddress local) {
        Instant until = context.now().plus(bounded(introduce.life()));
        Acquaintance before = known.get(remote);
        if (before != null) {
            before.atLeastUntil(until);
            return Optional.of(before.connection);
        }
        Optional<Connection> anybody = template(remote, local, introduce.assurance());
        if (anybody.isEmpty() || !hasRoom()) {
            return Optional.empty();
        }
        Connection connection = named(anybody.get(), introduce.host(), remote);
        known.put(remote, new Acquaintance(connection, anybody.get(), until));
        context.connections.introduce(remote, connection);
        forgetAfter(remote, Duration.between(context.now(), until));
        return Optional.of(connection);
    }

    private static Duration bounded(Duration life) {
        Duration least = life.compareTo(LEAST_LIFE) < 0 ? LEAST_LIFE : life;
        return least.compareTo(MOST_LIFE) > 0 ? MOST_LIFE : least;
    }

    /** The connection with anybody whose network fits best; none if the address is configured by itself. */
    private Optional<Connection> template(IpAddress remote, IpAddress local, Assurance assurance) {
        Optional<GroupRule> rule = context.connections.rule(remote);
        if (decided.test(remote) || rule.filter(r -> !r.group().begins()).isPresent()) {
            return Optional.empty();
        }
        boolean configured = context.policy().connections().stream()
                .anyMatch(c -> c.remoteAddresses().hosts().contains(remote)
                        && c.localAddresses().contains(local));
        if (configured || remote.isAny() || remote.toInetAddress().isMulticastAddress() || remote.equals(local)) {
            return Optional.empty();
        }
        int narrowest = rule.map(r -> r.network().prefixLength()).orElse(0);
        Optional<Connection> ofRule = rule.filter(r -> assurance.compareTo(r.least()) >= 0)
                .map(context.connections::of)
                .filter(c -> c.localAddresses().contains(local));
        return context.policy().connections().stream()
                .filter(c -> rule.isEmpty() || c.remoteAddresses().longestPrefix(remote) > narrowest)
                .filter(c -> c.remote() instanceof RemoteAuth.DnsKeys dns
                        && dns.id().isEmpty()
                        && assurance.compareTo(dns.least()) >= 0)
                .filter(c -> c.children().stream()
                        .anyMatch(child -> child.startAction().traps()))
                .filter(c -> c.localAddresses().contains(local)
                        && c.remoteAddresses().contains(remote))
                .max(Comparator.comparingInt(c -> c.remoteAddresses().longestPrefix(remote)))
                .or(() -> ofRule);
    }

    private static Connection named(Connection anybody, DomainName host, IpAddress address) {
        return anybody.with(host.text() + "@" + address, address, Identification.fqdn(host.text()), (RemoteAuth.DnsKeys)
                anybody.remote());
    }

    /** Whether there is room for one more, if need be by forgetting the oldest that is not in use. */
    private boolean hasRoom() {
        if (known.size() < MOST) {
            return true;
        }
        Optional<IpAddress> oldest = known.entrySet().stream()
                .filter(entry -> table.of(entry.getValue().connection).isEmpty())
                .map(Map.Entry::getKey)
                .findFirst();
        oldest.ifPresent(this::forget);
        return oldest.isPresent();
    }

    private void forgetAfter(IpAddress address, Duration wait) {
        Acquaintance acquaintance = known.get(address);
        if (acquaintance == null) {
            return;
        }
        acquaintance.end = context.after(wait, () -> {
            if (acquaintance.until.isAfter(context.now())) {
                forgetAfter(address, Duration.between(context.now(), acquaintance.until));
            } else if (!table.of(acquaintance.connection).isEmpty()) {
                forgetAfter(address, IN_USE);
            } else {
                forget(address);
            }
        });
    }

    private void forget(IpAddress address) {
        Acquaintance gone = known.remove(address);
        if (gone != null) {
            gone.cancel();
            context.connections.forget(address);
            traps.remove(gone.connection);
            context.report(new IkeEvent.Forgotten(gone.connection.name()));
        }
    }

    /** Something else stands for the address from now on, in the kernel as well. */
    void makeWay(IpAddress address) {
        Acquaintance gone = known.remove(address);
        if (gone != null) {
            gone.cancel();
            context.connections.forget(address);
            traps.makeWay(gone.connection);
        }
    }

    /** Nothing is forgotten any more. */
    void stop() {
        known.values().forEach(Acquaintance::cancel);
    }

    /** After a change of the configuration: those whose connection with anybody is no longer there go. */
    void retain() {
        known.entrySet().stream()
                .filter(entry -> !context.connections.contains(entry.getValue().anybody))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::forget);
    }
}
