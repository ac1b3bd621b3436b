package cygnet.ike.engine;

import cygnet.ike.address.Endpoint;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Between which endpoints the packets of one IKE SA and of its Child SAs go: follows a peer whose NAT chooses another port or
 * address (RFC 7296 section 2.23), and keeps the mappings of our own NAT alive (RFC 3948 section 4).
 */
final class Path {
    private static final int IPV4_UDP_OCTETS = 28;
    private static final int IPV6_UDP_OCTETS = 48;
    private static final int NON_ESP_MARKER_OCTETS = 4;

    private final EngineContext context;
    private final SaDriver driver;
    private final ChildMoves moves;
    private Instant lastSent;
    private Instant movedAt;
    private Timers.@Nullable Timer keepalive;

    Path(EngineContext context, SaDriver driver, SaDriver.Registry registry) {
        this.context = context;
        this.driver = driver;
        this.moves = new ChildMoves(context, driver, registry);
        this.lastSent = context.now();
        this.movedAt = context.now();
    }

    /** The successor of an IKE SA that has moved meanwhile goes to where that one is. */
    void inherit(Path old) {
        if (old.movedAt.isAfter(movedAt)) {
            driver.sa().detected(old.driver.sa().nat());
            driver.sa().moveTo(old.driver.sa().local(), old.driver.sa().remote());
            movedAt = old.movedAt;
        }
        moveChildren();
    }

    /**
     * The endpoints of an authentic message that is no repetition. A host behind a NAT itself does not follow (RFC 7296
     * section 2.23): for it, the address that it dialled is the peer's.
     */
    void heardFrom(Endpoint local, Endpoint remote) {
        IkeSa sa = driver.sa();
        boolean moved = !remote.equals(sa.remote()) || !local.equals(sa.local());
        boolean sameAddresses = local.address().equals(sa.local().address())
                && remote.address().equals(sa.remote().address());
        boolean floating = sa.lifecycle() == Lifecycle.CONNECTING && sameAddresses && !sa.originalInitiator();
        // RFC 4555 section 3.8: with MOBIKE it takes UPDATE_SA_ADDRESSES.
        boolean rebound = follows() && !sa.mobike();
        if (moved && floating) {
            moveTo(local, remote);
        } else if (moved && rebound) {
            follow(local, remote);
        }
    }

    /** The kernel has received authentic ESP of one of our Child SAs from another address or port than before. */
    void mappingChanged(Endpoint remote) {
        boolean sameFamily =
                remote.address().isIpv6() == driver.sa().remote().address().isIpv6();
        if (follows() && sameFamily && !remote.equals(driver.sa().remote())) {
            follow(driver.sa().local(), remote);
        }
    }

    /** A peer that cannot be where it is now hears so there: it can begin anew, and is judged as anybody. */
    private void follow(Endpoint local, Endpoint remote) {
        Optional<String> objection = driver.mobility().objectionTo(remote.address());
        if (objection.isEmpty()) {
            moveTo(local, remote);
        } else if (driver.sa().lifecycle() == Lifecycle.ESTABLISHED) {
            moveIkeTo(local, remote);
            driver.closeWithDelete("the peer cannot be at " + remote + ": " + objection.get());
        }
    }

    private boolean follows() {
        return driver.sa().nat().remote() && !driver.sa().nat().local();
    }

    /** From now on everything goes between these: IKE itself at once, the Child SAs as soon as the kernel has done it. */
    void moveTo(Endpoint local, Endpoint remote) {
        moveIkeTo(local, remote);
        moveChildren();
    }

    /** From now on IKE goes between these; the Child SAs stay for the moment. */
    void moveIkeTo(Endpoint local, Endpoint remote) {
        IkeSa sa = driver.sa();
        if (sa.lifecycle() != Lifecycle.CONNECTING) {
            context.report(new IkeEvent.PathChanged(driver.label(), sa.local(), sa.remote(), local, remote));
        }
        moves.leave(sa.local().address(), sa.remote().address());
        sa.moveTo(local, remote);
        movedAt = context.now();
    }

    /** Takes the Child SAs to where the IKE SA is. */
    void moveChildren() {
        List.copyOf(driver.sa().children()).forEach(moves::align);
    }

    /** A Child SA that was in the making while the IKE SA moved is taken along. */
    void childAdded(ChildSa child) {
        moves.added(child);
    }

    /** The peer has proven who it is: from now on the mappings of a NAT on our side are needed. */
    void established() {
        if (driver.sa().nat().local() && !interval().isZero()) {
            keepAliveAfter(interval());
        }
    }

    /** The most octets of one datagram of IKE; what is longer goes in fragments. */
    int mostOctets() {
        Endpoint local = driver.sa().local();
        int overhead = local.address().isIpv6() ? IPV6_UDP_OCTETS : IPV4_UDP_OCTETS;
        int marker = local.port() == context.config.natPort() ? NON_ESP_MARKER_OCTETS : 0;
        return context.config.datagramSize() - overhead - marker;
    }

    /** A datagram went out to the peer. */
    void sent() {
        lastSent = context.now();
    }

    void close() {
        if (keepalive != null) {
            keepalive.cancel();
            keepalive = null;
        }
    }

    private Duration interval() {
        return context.config.natKeepalive();
    }

    private void keepAliveAfter(Duration wait) {
        close();
        keepalive = context.after(wait, this::keepAlive);
    }

    /** RFC 3948 section 4: only if nothing else has gone out for so long, be it IKE or ESP. */
    private void keepAlive() {
        Duration silent = Duration.between(lastSent, context.now());
        if (silent.compareTo(interval()) < 0) {
            keepAliveAfter(interval().minus(silent));
            return;
        }
        Optional<ChildSa> child = driver.sa().children().stream()
                .filter(c -> c.outboundPending().isEmpty())
                .findFirst();
        if (child.isEmpty()) {
            sendKeepalive();
            return;
        }
        KernelCommand query = new KernelCommand.QuerySa(
                child.get().outbound().id(), child.get().outbound().source());
        context.ask(new Question.Kernel(List.of(query)), this::onUsage);
    }

    private void onUsage(KernelResult result) {
        if (driver.isClosed() || keepalive == null) {
            return;
        }
        Duration ago = result instanceof KernelResult.Usage usage && usage.lastUseAgo() >= 0
                ? Duration.ofSeconds(usage.lastUseAgo())
                : interval();
        if (ago.compareTo(interval()) < 0) {
            keepAliveAfter(interval().minus(ago));
        } else {
            sendKeepalive();
        }
    }

    private void sendKeepalive() {
        context.put(new Output.Keepalive(driver.sa().local(), driver.sa().remote()));
        sent();
        keepAliveAfter(interval());
    }
}
