package cygnet.ike.sa;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.ike.address.AddressPair;
import cygnet.ike.address.Endpoint;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.message.MessageProtection;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Connection;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An IKE SA: who talks to whom, with which keys, and the Child SAs that they have. Exchanges read it; only its owner in
 * the engine changes it, by applying {@link SaChange}s. Not thread-safe: one thread owns it.
 */
public final class IkeSa {
    private static final int MOST_DELETED_UNKNOWN = 16;

    private final int uniqueId;
    private final boolean originalInitiator;
    private final IkeSpi localSpi;
    private final List<Connection> candidates;
    private final Map<Spi, ChildSa> children = new LinkedHashMap<>();
    private final Set<Spi> deletedUnknown = new LinkedHashSet<>();
    private IkeSpi remoteSpi;
    private Endpoint local;
    private Endpoint remote;
    private Lifecycle lifecycle = Lifecycle.CONNECTING;
    private Optional<InitResult> init = Optional.empty();
    private Optional<IkeKeys> keys = Optional.empty();
    private Optional<IkeAlgorithms> algorithms = Optional.empty();
    private Optional<MessageProtection> protection = Optional.empty();
    private Optional<SaChange.Authenticated> peer = Optional.empty();
    private NatStatus nat = NatStatus.NONE;
    private Capabilities capabilities = Capabilities.NONE;
    private Optional<Instant> establishedAt = Optional.empty();
    private boolean mobikeInitiator;
    private Octets seenAs = Octets.empty();
    private List<Larval> larval = List.of();
    private Optional<RekeyNonces> rival = Optional.empty();

    /**
     * A new IKE SA without keys.
     *
     * @param candidates the connections that this may turn out to be: one for the initiator, at least one for the
     *     responder
     */
    public IkeSa(
            int uniqueId,
            boolean originalInitiator,
            IkeSpi localSpi,
            IkeSpi remoteSpi,
            Endpoint local,
            Endpoint remote,
            List<Connection> candidates) {
        this.uniqueId = uniqueId;
        this.originalInitiator = originalInitiator;
        this.localSpi = localSpi;
        this.remoteSpi = remoteSpi;
        this.local = local;
        this.remote = remote;
        this.candidates = List.copyOf(candidates);
    }

    /**
     * An IKE SA that is to replace this one (RFC 7296 section 2.8). It has no Child SAs, and accepts no request but for
     * its end, until it {@linkplain #inherit inherits}.
     */
    public IkeSa successor(int newUniqueId, SaChange.Successor successor, RandomSource random, Instant now) {
        boolean initiator = successor.weInitiated();
        IkeSpiPair spis = successor.spis();
        IkeSa next = new IkeSa(
                newUniqueId,
                initiator,
                initiator ? spis.initiator() : spis.responder(),
                initiator ? spis.responder() : spis.initiator(),
                local,
                remote,
                candidates);
        next.keys = Optional.of(successor.keys());
        next.algorithms = Optional.of(successor.algorithms());
        next.protection =
                Optional.of(successor.keys().protection(successor.algorithms().protection(), initiator, random));
        next.peer = peer;
        next.mobikeInitiator = mobikeInitiator;
        next.nat = nat;
        next.capabilities = capabilities;
        next.lifecycle = Lifecycle.REKEYED;
        next.establishedAt = Optional.of(now);
        return next;
    }

    /** Takes over the Child SAs of the IKE SA that this one replaces. */
    public void inherit(IkeSa old) {
        children.putAll(old.children);
        old.children.clear();
        if (lifecycle == Lifecycle.REKEYED) {
            lifecycle = Lifecycle.ESTABLISHED;
        }
        old.lifecycle = Lifecycle.REKEYED;
    }

    /** The peer deletes a Child SA that we don't have. */
    public void unknownDeleted(Spi outbound) {
        if (deletedUnknown.size() >= MOST_DELETED_UNKNOWN) {
            deletedUnknown.remove(deletedUnknown.iterator().next());
        }
        deletedUnknown.add(outbound);
    }

    /** Whether the peer has deleted the Child SA with this SPI, its inbound one, before we had it. */
    public boolean isDeletedUnknown(Spi outbound) {
        return deletedUnknown.contains(outbound);
    }

    /** What the peer has begun to make, and has still to send additional key exchanges for. */
    public void expects(List<Larval> underWay) {
        larval = List.copyOf(underWay);
    }

    public List<Larval> larval() {
        return larval;
    }

    /** The peer's rekeying of this IKE SA is complete, while ours is still under way; empty: that is over. */
    public void rival(Optional<RekeyNonces> nonces) {
        rival = nonces;
    }

    /** The nonces of the peer's rekeying of this IKE SA, be it complete or not (RFC 7296 section 2.8.2). */
    public Optional<RekeyNonces> rivalNonces() {
        return larval.stream()
                .filter(Larval::ikeSa)
                .map(Larval::nonces)
                .findFirst()
                .or(() -> rival);
    }

    /** The nonces of the peer's rekeying of a Child SA, be it complete or not (RFC 7296 section 2.8.1). */
    public Optional<RekeyNonces> rivalNonces(Spi replaced) {
        return larval.stream()
                .filter(l -> l.replaces(replaced))
                .map(Larval::nonces)
                .findFirst()
                .or(() -> children.values().stream()
                        .filter(c -> c.replaces().equals(Optional.of(replaced)))
                        .map(ChildSa::nonces)
                        .filter(nonces -> !nonces.ours())
                        .findFirst());
    }

    public void keyed(InitResult result, RandomSource random) {
        if (originalInitiator) {
            remoteSpi = result.responderSpi();
        }
        init = Optional.of(result);
        keys = Optional.of(result.keys());
        algorithms = Optional.of(result.algorithms());
        protection = Optional.of(result.keys().protection(result.algorithms().protection(), originalInitiator, random));
        nat = result.nat();
        capabilities = result.peer();
    }

    /** Goes over to the keys of an additional key exchange. */
    public void keysUpdated(SaChange.KeysUpdated change, RandomSource random) {
        InitResult before = init();
        protection().close();
        before.keys().close();
        init = Optional.of(before.with(change.keys(), change.intermediate()));
        keys = Optional.of(change.keys());
        protection = Optional.of(change.keys().protection(before.algorithms().protection(), originalInitiator, random));
    }

    public void authenticated(SaChange.Authenticated change, Instant now) {
        peer = Optional.of(change);
        if (lifecycle == Lifecycle.CONNECTING) {
            lifecycle = Lifecycle.ESTABLISHED;
        }
        establishedAt = Optional.of(now);
        mobikeInitiator = change.mobike() && originalInitiator;
        init = Optional.empty();
    }

    public void add(ChildSa child) {
        children.put(child.inboundSpi(), child);
    }

    public Optional<ChildSa> remove(Spi inbound) {
        return Optional.ofNullable(children.remove(inbound));
    }

    /** Moves the SA to new endpoints: floating to port 4500, or a peer whose NAT mapping has changed. */
    public void moveTo(Endpoint newLocal, Endpoint newRemote) {
        local = newLocal;
        remote = newRemote;
    }

    /** What NAT detection says of the path that the SA has now. */
    public void detected(NatStatus status) {
        nat = status;
    }

    /** How the peer has seen us last, hashed. */
    public void seenAs(Octets hash) {
        seenAs = hash;
    }

    public Octets seenAs() {
        return seenAs;
    }

    /** Both sides do MOBIKE (RFC 4555). */
    public boolean mobike() {
        return peer.filter(SaChange.Authenticated::mobike).isPresent();
    }

    /** Whether it is ours to say which addresses are used: we began the first IKE SA of the series (RFC 4555 section 3.5). */
    public boolean mobikeInitiator() {
        return mobikeInitiator;
    }

    public void deleting() {
        lifecycle = Lifecycle.DELETING;
    }

    /** Ends the SA and wipes its keys. */
    public void close() {
        lifecycle = Lifecycle.CLOSED;
        protection.ifPresent(MessageProtection::close);
        keys.ifPresent(IkeKeys::close);
    }

    public int uniqueId() {
        return uniqueId;
    }

    public boolean originalInitiator() {
        return originalInitiator;
    }

    public IkeSpi localSpi() {
        return localSpi;
    }

    public IkeSpi remoteSpi() {
        return remoteSpi;
    }

    public IkeSpiPair spis() {
        return originalInitiator ? new IkeSpiPair(localSpi, remoteSpi) : new IkeSpiPair(remoteSpi, localSpi);
    }

    public Endpoint local() {
        return local;
    }

    public Endpoint remote() {
        return remote;
    }

    public Lifecycle lifecycle() {
        return lifecycle;
    }

    /** Between whom it is, without the ports. */
    public AddressPair pair() {
        return new AddressPair(local.address(), remote.address());
    }

    public List<Connection> candidates() {
        return candidates;
    }

    /** The connection: the one that authentication settled, before that the first candidate. */
    public Connection connection() {
        return peer.map(SaChange.Authenticated::connection).orElseGet(() -> candidates.get(0));
    }

    /** What IKE_SA_INIT agreed on, until the peer is authenticated. */
    public InitResult init() {
        return init.orElseThrow();
    }

    public boolean isKeyed() {
        return keys.isPresent();
    }

    public IkeKeys keys() {
        return keys.orElseThrow();
    }

    public Optional<IkeAlgorithms> algorithms() {
        return algorithms;
    }

    public MessageProtection protection() {
        return protection.orElseThrow();
    }

    public NatStatus nat() {
        return nat;
    }

    public Capabilities capabilities() {
        return capabilities;
    }

    public Optional<Identification> peerId() {
        return peer.map(SaChange.Authenticated::peer);
    }

    /** The key that the peer has proven to have, if it is from DNS. */
    public Optional<PublishedKey> published() {
        return peer.flatMap(SaChange.Authenticated::published);
    }

    public Assurance assurance() {
        return peer.map(SaChange.Authenticated::assurance).orElse(Assurance.ANONYMOUS);
    }

    public Optional<Instant> establishedAt() {
        return establishedAt;
    }

    public Collection<ChildSa> children() {
        return children.values();
    }

    public Optional<ChildSa> child(Spi inbound) {
        return Optional.ofNullable(children.get(inbound));
    }

    /** The Child SA whose outbound SPI, which is the peer's inbound one, is this. */
    public Optional<ChildSa> childOfPeer(Spi outbound) {
        return children.values().stream()
                .filter(c -> c.outboundSpi().equals(outbound))
                .findFirst();
    }

    /** The Child SA that was made to replace this one. */
    public Optional<ChildSa> successorOf(ChildSa child) {
        return children.values().stream()
                .filter(c -> c.replaces().equals(Optional.of(child.inboundSpi())))
                .findFirst();
    }

    /** What the other side's rekeying of the same Child SA has made (RFC 7296 section 2.8.1). */
    public Optional<ChildSa> rivalOf(ChildSa child) {
        return children.values().stream()
                .filter(c -> c.replaces().isPresent() && c.replaces().equals(child.replaces()))
                .filter(c -> c.nonces().ours() != child.nonces().ours())
                .findFirst();
    }

    public boolean hasSuccessor(ChildSa child) {
        return successorOf(child).isPresent();
    }

    /** {@code bob[7]}, as the log and the status name it. */
    public String label() {
        return connection().name() + "[" + uniqueId + "]";
    }
}
