package cygnet.ike.sa;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Verdict;
import java.time.Duration;

/** What happened, for log, status and tests. {@code sa} is the IKE SA's label: {@code bob[7]}. */
public sealed interface IkeEvent {
    /** One line for people. Text that came from a peer is escaped. */
    String describe();

    /** How much attention an event deserves. */
    enum Level {
        DETAIL,
        INFO,
        WARNING
    }

    default Level level() {
        return Level.INFO;
    }

    /** A message went out. {@code datagrams} is above 1 when it is fragmented. */
    record MessageSent(String sa, Endpoint remote, String message, int datagrams) implements IkeEvent {
        @Override
        public String describe() {
            String fragments = datagrams > 1 ? " in " + datagrams + " fragments" : "";
            return sa + " > " + remote + "  " + message + fragments;
        }
    }

    /** A request goes out once more. */
    record Retransmitted(String sa, Endpoint remote, int attempt) implements IkeEvent {
        @Override
        public String describe() {
            return sa + " > " + remote + "  retransmission " + attempt;
        }
    }

    /** A message came in and was understood. */
    record MessageReceived(String sa, Endpoint remote, String message) implements IkeEvent {
        @Override
        public String describe() {
            return sa + " < " + remote + "  " + message;
        }
    }

    /** A datagram was thrown away. */
    record Dropped(Endpoint remote, String cause) implements IkeEvent {
        @Override
        public String describe() {
            return "dropped a datagram from " + remote + ": " + cause;
        }

        @Override
        public Level level() {
            return Level.DETAIL;
        }
    }

    /** An IKE_SA_INIT request was refused without state. */
    record Refused(Endpoint remote, String cause) implements IkeEvent {
        @Override
        public String describe() {
            return "refused " + remote + ": " + cause;
        }
    }

    /** The kernel holds a packet for want of an SA. */
    record Acquired(PolicySelector flow, String connection) implements IkeEvent {
        @Override
        public String describe() {
            return "ACQUIRE for " + flow + ": negotiating " + connection;
        }
    }

    /** An ACQUIRE that leads to nothing. */
    record AcquireIgnored(PolicySelector flow, String cause) implements IkeEvent {
        @Override
        public String describe() {
            return "ACQUIRE for " + flow + " ignored: " + cause;
        }

        @Override
        public Level level() {
            return Level.DETAIL;
        }
    }

    /** What happens to the traffic with a host that is not protected, and for how long. */
    record Decided(IpAddress remote, String rule, Verdict verdict, String cause, Duration life) implements IkeEvent {
        @Override
        public String describe() {
            return remote + " (" + rule + "): " + verdict + " for " + life.toSeconds() + " s: " + cause;
        }
    }

    /** An answer from DNS. */
    record LookedUp(String sa, String question, String outcome) implements IkeEvent {
        @Override
        public String describe() {
            return sa + " DNS: " + question + ": " + outcome;
        }
    }

    record IkeSaEstablished(
            String sa, Endpoint local, Endpoint remote, Identification peer, Assurance assurance, String proof)
            implements IkeEvent {
        @Override
        public String describe() {
            return sa + " established between " + local + " and " + remote + ": peer " + peer + ", assurance "
                    + assurance + " (" + proof + ")";
        }
    }

    record ChildSaInstalled(String sa, String child, String details) implements IkeEvent {
        @Override
        public String describe() {
            return sa + " Child SA " + child + " installed: " + details;
        }
    }

    record ChildSaRemoved(String sa, String child, String cause) implements IkeEvent {
        @Override
        public String describe() {
            return sa + " Child SA " + child + " removed: " + cause;
        }
    }

    /**
     * A Child SA that we want could not be had.
     *
     * @param count how often in a row
     * @param delay before the next attempt may be made
     * @param again it will be made; otherwise only if a packet asks for it
     */
    record AttemptFailed(
            String connection, String child, IpAddress remote, int count, String cause, Duration delay, boolean again)
            implements IkeEvent {
        @Override
        public String describe() {
            String next = again ? "; trying again in " : "; not before the next packet, and that in ";
            return connection + "/" + child + " with " + remote + " failed (" + count + "): " + cause + next
                    + Math.max(1, delay.toSeconds()) + " s";
        }

        @Override
        public Level level() {
            return Level.WARNING;
        }
    }

    /** An IKE SA is to be replaced by one with a new authentication. */
    record IkeSaRenewing(String sa, String cause) implements IkeEvent {
        @Override
        public String describe() {
            return sa + " begins anew: " + cause;
        }
    }

    /** Something that anybody may have sent says that the peer has lost an IKE SA. */
    record PeerDoubted(String sa, String hint) implements IkeEvent {
        @Override
        public String describe() {
            return sa + " in doubt: " + hint + "; asking the peer";
        }
    }

    /** The packets of an IKE SA and its Child SAs go elsewhere from now on. */
    record PathChanged(String sa, Endpoint oldLocal, Endpoint oldRemote, Endpoint local, Endpoint remote)
            implements IkeEvent {
        @Override
        public String describe() {
            return sa + " moved from " + oldLocal + " === " + oldRemote + " to " + local + " === " + remote;
        }
    }

    record IkeSaRekeyed(String sa, String successor) implements IkeEvent {
        @Override
        public String describe() {
            return sa + " rekeyed: " + successor + " takes over";
        }
    }

    record IkeSaClosed(String sa, String cause, boolean wasEstablished) implements IkeEvent {
        @Override
        public String describe() {
            return sa + (wasEstablished ? " closed: " : " failed: ") + cause;
        }

        @Override
        public Level level() {
            return wasEstablished ? Level.INFO : Level.WARNING;
        }
    }

    record ExchangeFailed(String sa, String exchange, String cause) implements IkeEvent {
        @Override
        public String describe() {
            return sa + " " + exchange + " failed: " + cause;
        }

        @Override
        public Level level() {
            return Level.WARNING;
        }
    }

    record TrapInstalled(String connection, PolicySelector selector) implements IkeEvent {
        @Override
        public String describe() {
            return "protecting " + selector + " (" + connection + ")";
        }
    }

    /** A host that DNS told us about has not been used for so long that its policies go. */
    record Forgotten(String connection) implements IkeEvent {
        @Override
        public String describe() {
            return "forgetting " + connection + ": its time is over, and nothing uses it";
        }
    }

    record KernelTrouble(String what, String cause) implements IkeEvent {
        @Override
        public String describe() {
            return what + ": " + cause;
        }

        @Override
        public Level level() {
            return Level.WARNING;
        }
    }
}
