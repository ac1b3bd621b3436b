package cygnet.ike.sa;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Connection;
import cygnet.ike.registry.NotifyType;
import java.util.List;
import java.util.Optional;

/** A change of an IKE SA, applied after the exchange that brings it has succeeded. */
public sealed interface SaChange {
    /** IKE_SA_INIT is complete: there are keys. */
    record Keyed(InitResult result) implements SaChange {}

    /**
     * An IKE_INTERMEDIATE exchange has made an additional key exchange: all that follows is protected with new keys (RFC
     * 9370 section 2.2.2).
     */
    record KeysUpdated(IkeKeys keys, IntermediateAuth intermediate) implements SaChange {}

    /** Start this exchange before anything else that is waiting. */
    record Continue(OutboundExchange exchange) implements SaChange {}

    /**
     * The peer has proven who it is.
     *
     * @param assurance how sure we are
     * @param published the key, if it was found in DNS
     * @param mobike both sides announce RFC 4555
     * @param proof for people: {@code RSA_PKCS1_SHA2_256 with SHA256:...}
     */
    record Authenticated(
            Connection connection,
            Identification peer,
            Assurance assurance,
            String proof,
            Optional<PublishedKey> published,
            boolean mobike)
            implements SaChange {
        public Authenticated(Connection connection, Identification peer, Assurance assurance, String proof) {
            this(connection, peer, assurance, proof, Optional.empty(), false);
        }

        /** The same, with a key that DNS gave. */
        public Authenticated withKey(Optional<PublishedKey> key) {
            return new Authenticated(connection, peer, assurance, proof, key, mobike);
        }

        /** The same, with a peer that announces MOBIKE as we do. */
        public Authenticated withMobike(boolean agreed) {
            return new Authenticated(connection, peer, assurance, proof, published, agreed);
        }
    }

    /**
     * The Child SAs may go to where the IKE SA is by now: the peer has been told, or has shown that it is there.
     *
     * @param nat what NAT detection says of the new path, if it was done
     * @param seenAs what the peer's NAT_DETECTION_DESTINATION_IP says; empty if it did not say
     */
    record AddressesUpdated(Optional<NatStatus> nat, Octets seenAs) implements SaChange {}

    /** The peer says that it is elsewhere now, by UPDATE_SA_ADDRESSES (RFC 4555 section 3.5). */
    record PeerMoved(Endpoint local, Endpoint remote, Optional<NatStatus> nat) implements SaChange {}

    /** The peer says that its addresses are others; this is where it said so from (RFC 4555 section 3.6). */
    record PeerAddresses(Endpoint local, Endpoint remote) implements SaChange {}

    /** The peer, authenticated, says that this is its only IKE SA with us (RFC 7296 section 2.4). */
    record InitialContact() implements SaChange {}

    /** A Child SA is installed. */
    record ChildAdded(ChildSa child) implements SaChange {}

    /**
     * A Child SA is no more.
     *
     * @param inbound its inbound SPI
     */
    record ChildRemoved(Spi inbound, String cause) implements SaChange {}

    /**
     * The peer deletes a Child SA that we don't have, or not yet: when the response that brings it comes late, it is over.
     *
     * @param outbound its inbound SPI there
     */
    record UnknownDeleted(Spi outbound) implements SaChange {}

    /** The peer, authenticated, says that it cannot read the packets of a Child SA. */
    record ChildDoubted(Spi inbound) implements SaChange {}

    /** A successor takes over the Child SAs (RFC 7296 section 2.8). */
    record Replaced(Successor successor) implements SaChange {}

    /** The IKE SA and all its Child SAs end. */
    record Closed(String cause) implements SaChange {}

    /**
     * Say goodbye to the peer, then end.
     *
     * @param error tells the peer why
     */
    record CloseWithDelete(String cause, Optional<NotifyType> error) implements SaChange {
        public CloseWithDelete(String cause) {
            this(cause, Optional.empty());
        }
    }

    /** The peer allows no successor on this IKE SA: what it has is to be had on another (RFC 7296 section 1.3). */
    record Renewed(String cause) implements SaChange {}

    /** An exchange has to wait: it is begun once more after a while. */
    record Postponed(OutboundExchange exchange, String cause) implements SaChange {}

    /** An exchange came to nothing; for the log and for whoever waits. */
    record Failed(String cause) implements SaChange {}

    /**
     * What the rekeying of an IKE SA leads to.
     *
     * @param weInitiated we sent the CREATE_CHILD_SA request: we are the original initiator of the new SA
     */
    record Successor(
            IkeSpiPair spis, IkeKeys keys, IkeAlgorithms algorithms, boolean weInitiated, RekeyNonces nonces) {}

    static List<SaChange> of(SaChange... changes) {
        return List.of(changes);
    }
}
