package cygnet.ike.engine;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.exchange.CreateChildInitiator;
import cygnet.ike.exchange.DeleteChildSa;
import cygnet.ike.exchange.DeleteIkeSa;
import cygnet.ike.exchange.IkeSaInitResponder;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.message.MessageCodec;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Larval;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.OutboundExchange;
import cygnet.ike.sa.SaChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The owner of one IKE SA: its two windows, its timers, and the only place where {@link SaChange}s are applied.
 */
final class SaDriver {
    private final EngineContext context;
    private final Registry registry;
    private final IkeSa sa;
    private final OutboundWindow outbound;
    private final InboundWindow inbound;
    private final SaReceiver receiver;
    private final SaTimers timers;
    private final IkeSuccession succession;
    private final ChildSas children;
    private final Instant begunAt;
    private final Path path;
    private final Mobility mobility;
    private @Nullable SaDriver successor;

    /** What the driver tells the engine. */
    interface Registry {
        /** Makes the IKE SA that is to replace {@code old}; it has no Child SAs yet. */
        SaDriver successor(SaDriver old, SaChange.Successor successor);

        /** {@code next} takes over the Child SAs of {@code old}. */
        void inherit(SaDriver old, SaDriver next);

        /** The peer has proven who it is. */
        void established(SaDriver driver);

        /** The Child SA is installed. */
        void installed(SaDriver driver, ChildSa child);

        /** The Child SA goes between other addresses now. */
        void moved(SaDriver driver, ChildSa before, ChildSa after);

        /** The Child SA is gone. */
        void removed(ChildSa child);

        /** Another IKE SA is to take the place of this one, with both sides authenticated anew. */
        void renew(SaDriver driver, String cause);

        /** A further Child SA that we wanted cannot be had. */
        void failed(SaDriver driver, ChildConfig child, String cause);

        /** The SA is over. */
        void closed(SaDriver driver, String cause);

        /** The peer seems to have lost this IKE SA: another is to be begun. */
        void lost(SaDriver driver);

        /** Whether we are beginning with the peer of this IKE SA ourselves. */
        boolean isCrossed(IkeSa sa);

        /** An SPI that no IKE SA has. */
        IkeSpi newSpi();
    }

    /**
     * Takes over an IKE SA.
     *
     * @param firstRequest the message ID of the peer's first request: 1 for a responder after IKE_SA_INIT, else 0
     */
    SaDriver(EngineContext context, Registry registry, IkeSa sa, int firstRequest) {
        this.context = context;
        this.registry = registry;
        this.sa = sa;
        this.outbound = new OutboundWindow(context, this);
        this.inbound = new InboundWindow(context, this, firstRequest);
        this.receiver = new SaReceiver(context, this, outbound, inbound);
        this.timers = new SaTimers(context, this, outbound);
        this.succession = new IkeSuccession(this, registry);
        this.children = new ChildSas(context, this, registry);
        this.begunAt = context.now();
        this.path = new Path(context, this, registry);
        this.mobility = new Mobility(context, this);
    }

    IkeSa sa() {
        return sa;
    }

    String label() {
        return sa.label();
    }

    /** When the first message of this IKE SA was sent or came. */
    Instant begunAt() {
        return begunAt;
    }

    boolean isClosed() {
        return sa.lifecycle() == Lifecycle.CLOSED;
    }

    IkeSpi newSpi() {
        return registry.newSpi();
    }

    boolean isCrossed() {
        return registry.isCrossed(sa);
    }

    /** The exchanges that are not over, in words. */
    List<String> underWay() {
        List<String> exchanges = new ArrayList<>();
        inbound.inWork().ifPresent(request -> exchanges.add(label() + " " + request.header() + " by the peer"));
        exchanges.addAll(inbound.followUps().underWay());
        outbound.all().forEach(exchange -> exchanges.add(label() + " " + exchange.what()));
        return exchanges;
    }

    /** The request of the peer's that is being worked on. */
    Optional<IkeMessage> inWork() {
        return inbound.inWork();
    }

    OutboundWindow outbound() {
        return outbound;
    }

    FollowUps followUps() {
        return inbound.followUps();
    }

    /** The peer has begun to make this, and has not gone on. */
    void abandonedByPeer(Larval larval) {
        larval.replaces().ifPresent(children::notReplacedByPeer);
        succession.settle();
        outbound.startNext();
    }

    SaReceiver receiver() {
        return receiver;
    }

    SaTimers timers() {
        return timers;
    }

    Path path() {
        return path;
    }

    Mobility mobility() {
        return mobility;
    }

    /** The second half of our IKE_SA_INIT response is still to be done, when it turns out to be worth it. */
    void awaitKeys(IkeSaInitResponder.Pending pending) {
        receiver.awaitKeys(pending);
    }

    /** Encodes a message; protected once there are keys. */
    List<Octets> seal(IkeMessage message) {
        if (!sa.isKeyed()) {
            return List.of(MessageCodec.encode(message));
        }
        return sa.protection().seal(message, sa.capabilities().fragmentation() ? path.mostOctets() : 0);
    }

    /** An exchange of ours is over. */
    void ended(OutboundExchange exchange, List<SaChange> changes) {
        apply(changes, exchange.what());
        if (exchange instanceof CreateChildInitiator create && !create.isRekeying()) {
            changes.stream()
                    .filter(SaChange.Failed.class::isInstance)
                    .map(SaChange.Failed.class::cast)
                    .findFirst()
                    .ifPresent(failed -> registry.failed(this, create.config(), failed.cause()));
        }
    }

    /** Applies what an exchange has led to. */
    void apply(List<SaChange> changes, String exchange) {
        for (SaChange change : changes) {
            if (!isClosed()) {
                apply(change, exchange);
            }
        }
        succession.settle();
    }

    private void apply(SaChange change, String exchange) {
        boolean aboutChild = change instanceof SaChange.ChildAdded || change instanceof SaChange.ChildRemoved;
        if (successor != null && aboutChild) {
            // An exchange on the old IKE SA that outlasted its replacement.
            successor.apply(List.of(change), exchange);
        } else if (mobility.apply(change)) {
            succession.settle();
        } else if (change instanceof SaChange.Keyed keyed) {
            keyed(keyed);
        } else if (change instanceof SaChange.KeysUpdated updated) {
            sa.keysUpdated(updated, context.random());
        } else if (change instanceof SaChange.Continue next) {
            outbound.addFirst(next.exchange());
            outbound.startNext();
        } else if (change instanceof SaChange.Authenticated authenticated) {
            authenticated(authenticated);
        } else if (change instanceof SaChange.InitialContact) {
            context.contacts.initial(this);
        } else if (change instanceof SaChange.ChildAdded added) {
            children.added(added.child());
        } else if (change instanceof SaChange.ChildRemoved removed) {
            children.removed(removed);
        } else if (change instanceof SaChange.ChildDoubted doubted) {
            // If the peer has lost it, rekeying tells so; if not, another is as good.
            timers.rekey(doubted.inbound());
        } else if (change instanceof SaChange.Replaced replaced) {
            succession.replaced(replaced.successor());
        } else if (change instanceof SaChange.UnknownDeleted deleted) {
            sa.unknownDeleted(deleted.outbound());
        } else if (change instanceof SaChange.Closed closed) {
            close(closed.cause());
        } else if (change instanceof SaChange.CloseWithDelete closing) {
            closeWithDelete(closing);
        } else if (change instanceof SaChange.Renewed renewed) {
            renew(renewed.cause());
        } else if (change instanceof SaChange.Postponed postponed) {
            context.report(new IkeEvent.ExchangeFailed(label(), exchange, postponed.cause() + ", trying again later"));
            timers.postpone(postponed.exchange());
        } else if (change instanceof SaChange.Failed failed) {
            context.report(new IkeEvent.ExchangeFailed(label(), exchange, failed.cause()));
        }
    }

    private void keyed(SaChange.Keyed change) {
        sa.keyed(change.result(), context.random());
        // RFC 4555 section 3.3: with MOBIKE even without NAT, as there may be one on the next path.
        boolean mobile = sa.connection().mobike() && sa.capabilities().natTraversal();
        boolean encapsulate = sa.nat().any() || sa.connection().forceEncapsulation() || mobile;
        if (sa.originalInitiator() && encapsulate && sa.local().port() != context.config.natPort()) {
            // RFC 7296 section 2.23: the initiator moves to port 4500 from IKE_AUTH on.
            sa.moveTo(sa.local().withPort(context.config.natPort()), sa.remote().withPort(4500));
        }
    }

    private void authenticated(SaChange.Authenticated change) {
        sa.authenticated(change, context.now());
        context.report(new IkeEvent.IkeSaEstablished(
                label(), sa.local(), sa.remote(), change.peer(), change.assurance(), change.proof()));
        receiver.established();
        timers.established();
        path.established();
        registry.established(this);
    }

    /** Puts the outbound half of a Child SA that the peer has rekeyed into use, if that is still to be done. */
    void installOutbound(Spi inbound) {
        children.installOutbound(inbound);
    }

    /** Has both sides delete a Child SA, unless that is under way. */
    void delete(Spi inbound, String cause) {
        if (!isDeleting(inbound)) {
            sa.child(inbound).ifPresent(child -> start(new DeleteChildSa(child.protocol(), inbound, cause)));
        }
    }

    /** Whether our Delete of a Child SA is under way or waits for its turn. */
    boolean isDeleting(Spi inbound) {
        return outbound.has(
                e -> e instanceof DeleteChildSa delete && delete.inbound().equals(inbound));
    }

    /** Says goodbye after everything that is under way; to a peer that does not know us yet, there is none to say. */
    void closeWithDelete(String cause) {
        boolean known = sa.originalInitiator() && outbound.hasSent(ExchangeType.IKE_AUTH);
        if (sa.lifecycle() == Lifecycle.CONNECTING && !known) {
            giveUp(cause);
        } else {
            closeWithDelete(new SaChange.CloseWithDelete(cause));
        }
    }

    IkeSuccession succession() {
        return succession;
    }

    private void closeWithDelete(SaChange.CloseWithDelete change) {
        if (sa.lifecycle() != Lifecycle.DELETING && !isClosed()) {
            sa.deleting();
            outbound.addFirst(new DeleteIkeSa(change.cause(), change.error()));
            outbound.startNext();
        }
    }

    /** Ends an IKE SA that is not established; a peer that waits for an answer gets one. */
    void giveUp(String cause) {
        inbound.refuseWork(List.of(NotifyPayload.of(NotifyType.AUTHENTICATION_FAILED)));
        close(cause);
    }

    /** The end: everything in the kernel that belongs to this SA goes. */
    void close(String cause) {
        if (isClosed()) {
            return;
        }
        succession.close();
        boolean wasEstablished = sa.establishedAt().isPresent();
        timers.close();
        path.close();
        mobility.close();
        outbound.close();
        inbound.close();
        receiver.close();
        List<KernelCommand> commands = new ArrayList<>();
        for (ChildSa child : sa.children()) {
            commands.addAll(context.lingering.takeDown(child, false));
        }
        context.perform(commands, "removing the Child SAs of " + label());
        sa.close();
        context.report(new IkeEvent.IkeSaClosed(label(), cause, wasEstablished));
        registry.closed(this, cause);
    }

    /** A successor has taken over the Child SAs, and with them everything that was still to be done. */
    void replacedBy(SaDriver next) {
        successor = next;
        timers.replaced();
        path.close();
        mobility.replacedBy(next);
        followUps().close();
        outbound.takeQueue().forEach(this::start);
    }

    /** The one that has the Child SAs now. */
    SaDriver latest() {
        return successor == null ? this : successor.latest();
    }

    void start(OutboundExchange exchange) {
        if (successor != null) {
            SaDriver next = successor;
            exchange.movedTo(next.sa).ifPresent(next::start);
        } else {
            outbound.add(exchange);
        }
    }

    /** What this IKE SA has is negotiated again on another, before it ends. */
    void renew(String cause) {
        registry.renew(this, cause);
    }

    /** The peer seems to have lost this IKE SA. */
    void lost() {
        registry.lost(this);
    }

    /** What a peer that asks again is told when this is over. */
    Optional<Farewells.Farewell> farewell() {
        return inbound.farewell();
    }

    /** An authentic message that is no repetition came in between these endpoints. */
    void heardFrom(Endpoint local, Endpoint remote) {
        timers.liveness().heard();
        path.heardFrom(local, remote);
    }
}
