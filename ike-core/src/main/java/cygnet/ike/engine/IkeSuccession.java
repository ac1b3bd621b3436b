package cygnet.ike.engine;

import cygnet.ike.exchange.DeleteIkeSa;
import cygnet.ike.exchange.RekeyIkeInitiator;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.DeletePayload;
import cygnet.ike.payload.SaPayload;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.sa.SaChange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who inherits the Child SAs of an IKE SA that is rekeyed, by one side or by both at once (RFC 7296 section 2.8.2).
 *
 * <p>While our own request is out, the IKE SA that a request of the peer's makes is only a <em>rival</em>: it can receive,
 * but it has no Child SAs. It is settled by the first of these: our response comes, and the nonces decide; our request
 * fails, or the peer deletes the old IKE SA, or uses the new one: then the peer knew nothing of our request, and the rival
 * inherits. The other way round, while a request of the peer's is being worked on, what our own has made waits: for the
 * peer both have crossed, and our Delete of the old IKE SA would tell it that we have not noticed. Likewise while the
 * additional key exchanges of one of the peer's are still to come that will win by its nonces (RFC 9370 section 2.2.4).
 */
final class IkeSuccession {
    private static final String REDUNDANT = "redundant: the peer's stays";

    private final SaDriver driver;
    private final SaDriver.Registry registry;
    private @Nullable Candidate rival;
    private @Nullable Candidate own;
    private @Nullable Candidate heir;
    /** The IKE SA whose fate decides ours. */
    private @Nullable SaDriver predecessor;

    private record Candidate(SaDriver driver, SaChange.Successor successor) {
        boolean losesTo(Candidate other) {
            return successor.nonces().losesTo(other.successor().nonces());
        }
    }

    IkeSuccession(SaDriver driver, SaDriver.Registry registry) {
        this.driver = driver;
        this.registry = registry;
    }

    boolean isOpen() {
        return rival != null || own != null;
    }

    /** An exchange that rekeys this IKE SA is complete. */
    void replaced(SaChange.Successor successor) {
        Candidate next = new Candidate(registry.successor(driver, successor), successor);
        if (heir != null) {
            late(heir, next);
        } else if (successor.weInitiated() && hasToWait(next)) {
            own = next;
        } else if (successor.weInitiated()) {
            ours(next);
        } else if (weAreRekeying() || own != null) {
            rival(next);
            next.driver().succession().predecessor = driver;
        } else {
            inherit(next);
        }
    }

    private void ours(Candidate next) {
        Candidate other = rival;
        rival(null);
        if (other == null || other.driver().isClosed()) {
            inherit(next);
            driver.outbound().addFirst(new DeleteIkeSa("rekeyed", Optional.empty()));
        } else if (next.losesTo(other)) {
            inherit(other);
            next.driver().closeWithDelete(REDUNDANT);
        } else {
            other.driver().timers().redundant();
            inherit(next);
            driver.outbound().addFirst(new DeleteIkeSa("rekeyed", Optional.empty()));
        }
    }

    /** The second of two successors is ready when the first has inherited already. */
    private void late(Candidate first, Candidate second) {
        if (second.successor().weInitiated()) {
            // The peer uses its own already; each deletes what it has made.
            second.driver().closeWithDelete(REDUNDANT);
        } else if (first.losesTo(second) && !first.driver().isClosed()) {
            registry.inherit(first.driver(), second.driver());
            first.driver().closeWithDelete(REDUNDANT);
        } else {
            second.driver().timers().redundant();
        }
    }

    private void inherit(Candidate next) {
        heir = next;
        next.driver().succession().predecessor = null;
        registry.inherit(driver, next.driver());
    }

    private boolean weAreRekeying() {
        return driver.outbound()
                .current()
                .filter(e -> e instanceof RekeyIkeInitiator)
                .isPresent();
    }

    private void rival(@Nullable Candidate candidate) {
        rival = candidate;
        driver.sa().rival(Optional.ofNullable(candidate).map(c -> c.successor().nonces()));
    }

    /** The peer's request is being worked on, or its additional key exchanges are to come and it will win. */
    private boolean hasToWait(Candidate next) {
        boolean inWork = driver.inWork()
                .flatMap(request -> request.first(SaPayload.class))
                .filter(sa -> sa.proposals().stream().anyMatch(p -> p.protocol().equals(ProtocolId.IKE)))
                .isPresent();
        return inWork
                || driver.sa().larval().stream()
                        .anyMatch(larval ->
                                larval.ikeSa() && next.successor().nonces().losesTo(larval.nonces()));
    }

    /** Called when an exchange is over: if it was our rekeying, and came to nothing, the rival inherits. */
    void settle() {
        Candidate ready = own;
        if (ready != null && !driver.isClosed() && !hasToWait(ready)) {
            own = null;
            ours(ready);
            driver.outbound().startNext();
        }
        if (rival != null && !driver.isClosed() && !weAreRekeying()) {
            adoptRival();
        }
    }

    /** Anything but its end that the peer asks on a rival shows that for the peer it is the successor. */
    void usedByPeer(IkeMessage request) {
        boolean deletes = request.all(DeletePayload.class).stream()
                .anyMatch(d -> d.protocol().equals(ProtocolId.IKE));
        if (predecessor != null && !deletes) {
            predecessor.succession().adoptRival();
        }
    }

    /** The old IKE SA ends: if the peer's successor is there, nothing is lost. */
    void close() {
        adoptRival();
        predecessor = null;
    }

    private void adoptRival() {
        Candidate next = rival != null ? rival : own;
        rival(null);
        own = null;
        if (next != null && !next.driver().isClosed()) {
            inherit(next);
        }
    }
}
