package cygnet.ike.engine;

import cygnet.ike.address.AddressPair;
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
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that an application has asked DNS for, and that have a key there: each address of theirs gets a connection of its own
 * for each address of ours that leads to it, made from a configured one with anybody, and policies that wait for its packets. The
 * first name that an address is known by stays until its time is over: a second one may be a lie, and must not displace it. Where
 * a group will have it so there are hosts without a name as well, and those give way to the first name that has a key.
 */
final class Introductions {
    /** An address may be used for a while after DNS has forgotten it. */
    static final Duration LEAST_LIFE = Duration.ofMinutes(10);

    private static final Duration MOST_LIFE = Duration.ofDays(1);
    /** While there are SAs, nothing is forgotten. */
    private static final Duration IN_USE = Duration.ofMinutes(1);

    private static final int MOST = 10_000;

    private final EngineContext context;
    private final SaTable table;
    private final Traps traps;
    private final Consumer<Connection> anonymous;
    private final Predicate<AddressPair> failed;
    /** The one that was introduced longest ago first. */
    private final Map<AddressPair, Acquaintance> known = new LinkedHashMap<>();

    private final PairsByHost byHost = new PairsByHost();

    /**
     * @param anonymous is told of whom we have SAs with already that did not say who it was, and now can
     * @param failed with whom there could be no SA lately, so that it is not tried again yet
     */
    Introductions(
            EngineContext context,
            SaTable table,
            Traps traps,
            Consumer<Connection> anonymous,
            Predicate<AddressPair> failed) {
        this.context = context;
        this.table = table;
        this.traps = traps;
        this.anonymous = anonymous;
        this.failed = failed;
    }

    private static final class Acquaintance {
        private final Optional<Introduction> introduction;
        private AddressPair pair;
        private final Connection connection;
        private final Connection anybody;
        private Instant until;
        private Timers.@Nullable Timer end;

        /** @param introduction empty for somebody who need not say who it is */
        Acquaintance(
                AddressPair pair,
                Optional<Introduction> introduction,
                Connection connection,
                Connection anybody,
                Instant until) {
            this.pair = pair;
            this.introduction = introduction;
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
    record Introduction(DomainName host, Assurance assurance, Duration life) {
        Introduction lasting(Duration newLife) {
            return new Introduction(host, assurance, newLife);
        }
    }

    void introduce(Input.Introduce introduce) {
        traps.addSources(introduce.sources());
        int[] pending = {1};
        Runnable done = () -> {
            if (--pending[0] == 0) {
                context.put(new Output.Introduced(introduce.ticket()));
            }
        };
        Introduction introduction = new Introduction(introduce.host(), introduce.assurance(), introduce.life());
        introduce.sources().forEach((remote, local) -> {
            Optional<Connection> connection = connection(introduction, new AddressPair(local, remote));
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
    boolean introduce(Introduction introduction, AddressPair pair) {
        Optional<Connection> connection = connection(introduction, pair);
        connection.ifPresent(c -> protect(c, () -> {}));
        return connection.isPresent();
    }

    /** Whether the name of the host at this address is unknown, and a connection would take it if it were not. */
    boolean isWanted(AddressPair pair, Assurance assurance) {
        return !hasName(known.get(pair)) && isTaken(pair, assurance);
    }

    /** Whether a connection takes the host at this address if it has a name with a key. */
    boolean isTaken(AddressPair pair, Assurance assurance) {
        return template(pair, assurance).isPresent();
    }

    private static boolean hasName(@Nullable Acquaintance acquaintance) {
        return acquaintance != null && acquaintance.introduction.isPresent();
    }

    /**
     * A host that is to be talked to whoever it is.
     *
     * @return false if there is no room for it
     */
    boolean introduceNobody(GroupRule rule, AddressPair pair) {
        if (known.containsKey(pair)) {
            return true;
        }
        Optional<Connection> anybody = context.connections.anonymous(rule);
        if (anybody.isEmpty() || !hasRoom()) {
            return false;
        }
        Connection connection = anybody.get().with(name("anonymous", pair), pair.remote());
        put(new Acquaintance(
                pair, Optional.empty(), connection, anybody.get(), context.now().plus(LEAST_LIFE)));
        protect(connection, () -> {});
        return true;
    }

    /** It does matter who is there after all: the next packet is thought about anew. */
    void dismissNobody(AddressPair pair) {
        Acquaintance acquaintance = known.get(pair);
        if (acquaintance != null && acquaintance.introduction.isEmpty()) {
            forget(acquaintance);
        }
    }

    private void protect(Connection connection, Runnable then) {
        List<PolicySelector> outbound = traps.add(connection, then);
        context.precedence
                .anonymousOwner(outbound)
                // Whoever is behind a NAT cannot be called.
                .filter(owner -> !owner.sa().nat().remote())
                .ifPresent(owner -> anonymous.accept(connection));
    }

    private Optional<Connection> connection(Introduction introduce, AddressPair pair) {
        Instant until = context.now().plus(bounded(introduce.life()));
        Acquaintance before = known.get(pair);
        Optional<Connection> anybody = hasName(before) ? Optional.empty() : template(pair, introduce.assurance());
        if (before != null && anybody.isEmpty()) {
            before.atLeastUntil(until);
            return Optional.of(before.connection);
        }
        if (anybody.isEmpty() || !hasRoom()) {
            return Optional.empty();
        }
        // The policies of whoever had no name stay in the kernel until they are overwritten.
        makeWay(pair);
        Introduction first =
                elsewhere(pair.remote()).flatMap(other -> other.introduction).orElse(introduce);
        Connection connection = named(anybody.get(), first.host(), pair);
        put(new Acquaintance(pair, Optional.of(first), connection, anybody.get(), until));
        return Optional.of(connection);
    }

    /** The same host, as its name is known from another address of ours. */
    private Optional<Acquaintance> elsewhere(IpAddress remote) {
        return byHost.of(remote).stream()
                .map(known::get)
                .filter(Introductions::hasName)
                .findFirst();
    }

    /**
     * A host that is known already, to another address of ours.
     *
     * @return false if it is not known, or no connection takes it
     */
    boolean introduceAlso(AddressPair pair) {
        Optional<Acquaintance> elsewhere = elsewhere(pair.remote());
        return elsewhere
                .flatMap(other -> other.introduction.map(introduction ->
                        introduce(introduction.lasting(Duration.between(context.now(), other.until)), pair)))
                .orElse(false);
    }

    private void put(Acquaintance acquaintance) {
        if (acquaintance.end == null) {
            forgetAfter(acquaintance, Duration.between(context.now(), acquaintance.until));
        }
        known.put(acquaintance.pair, acquaintance);
        byHost.add(acquaintance.pair);
        context.connections.introduce(acquaintance.pair, acquaintance.connection);
    }

    /** Takes the books apart, and leaves the kernel as it is. */
    private void remove(Acquaintance acquaintance) {
        known.remove(acquaintance.pair);
        byHost.remove(acquaintance.pair);
        context.connections.forget(acquaintance.pair);
    }

    /**
     * This host's addresses are others: whom one that is gone led to is known to the one that leads there now.
     *
     * @param routes for a peer's address the own one, if there is one
     */
    void readdress(Set<IpAddress> own, Function<IpAddress, Optional<IpAddress>> routes) {
        for (Acquaintance acquaintance : List.copyOf(known.values())) {
            AddressPair before = acquaintance.pair;
            Optional<AddressPair> after = routes.apply(before.remote())
                    .filter(own::contains)
                    .map(local -> new AddressPair(local, before.remote()));
            if (!own.contains(before.local()) && after.isPresent()) {
                remove(acquaintance);
                if (known.containsKey(after.get())) {
                    // Its policies go when those are compared with what is wanted.
                    acquaintance.cancel();
                } else {
                    acquaintance.pair = after.get();
                    put(acquaintance);
                }
            }
        }
    }

    private static Duration bounded(Duration life) {
        Duration least = life.compareTo(LEAST_LIFE) < 0 ? LEAST_LIFE : life;
        return least.compareTo(MOST_LIFE) > 0 ? MOST_LIFE : least;
    }

    /** The connection with anybody whose network fits best; none if the address is configured by itself. */
    private Optional<Connection> template(AddressPair pair, Assurance assurance) {
        IpAddress remote = pair.remote();
        IpAddress local = pair.local();
        Optional<GroupRule> rule = context.connections.rule(remote);
        if (failed.test(pair) || rule.filter(r -> !r.group().begins()).isPresent()) {
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

    private Connection named(Connection anybody, DomainName host, AddressPair pair) {
        Identification id = Identification.fqdn(host.text());
        return anybody.with(name(host.text(), pair), pair.remote(), id, (RemoteAuth.DnsKeys) anybody.remote());
    }

    private String name(String host, AddressPair pair) {
        String ofHost = host + "@" + pair.remote();
        String ofPair = ofHost + "/from/" + pair.local();
        // Whoever has moved keeps his name.
        return Stream.concat(
                        Stream.of(ofHost, ofPair),
                        IntStream.iterate(2, i -> i + 1).mapToObj(i -> ofPair + "/" + i))
                .filter(n -> context.connections.named(n).isEmpty())
                .findFirst()
                .orElseThrow();
    }

    /** Whether there is room for one more, if need be by forgetting the oldest that is not in use. */
    private boolean hasRoom() {
        if (known.size() < MOST) {
            return true;
        }
        Optional<Acquaintance> oldest = known.values().stream()
                .filter(acquaintance -> !table.has(acquaintance.connection))
                .findFirst();
        oldest.ifPresent(this::forget);
        return oldest.isPresent();
    }

    private void forgetAfter(Acquaintance acquaintance, Duration wait) {
        acquaintance.end = context.after(wait, () -> {
            if (acquaintance.until.isAfter(context.now())) {
                forgetAfter(acquaintance, Duration.between(context.now(), acquaintance.until));
            } else if (!table.of(acquaintance.connection).isEmpty()) {
                forgetAfter(acquaintance, IN_USE);
            } else {
                forget(acquaintance);
            }
        });
    }

    private void forget(Acquaintance gone) {
        gone.cancel();
        remove(gone);
        traps.remove(gone.connection);
        context.report(new IkeEvent.Forgotten(gone.connection.name()));
    }

    /** Something else stands between these addresses from now on, in the kernel as well. */
    void makeWay(AddressPair pair) {
        Acquaintance gone = known.get(pair);
        if (gone != null) {
            gone.cancel();
            remove(gone);
            traps.makeWay(gone.connection);
        }
    }

    /** Nothing is forgotten any more. */
    void stop() {
        known.values().forEach(Acquaintance::cancel);
    }

    /** After a change of the configuration: those whose connection with anybody is no longer there go. */
    void retain() {
        known.values().stream()
                .filter(acquaintance -> !context.connections.contains(acquaintance.anybody))
                .toList()
                .forEach(this::forget);
    }
}
