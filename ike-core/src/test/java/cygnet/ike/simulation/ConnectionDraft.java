package cygnet.ike.simulation;

import cygnet.crypto.signature.SigningKey;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.policy.AddressSet;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Childless;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Idleness;
import cygnet.ike.policy.Lifetime;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.PolicyTerms;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.policy.StartAction;
import cygnet.ike.policy.Unique;
import cygnet.ike.policy.Volume;
import cygnet.ike.registry.TransformId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A connection in the making: between two hosts that find each other's keys in DNS, with one Child SA called "host", in
 * transport mode, unless told otherwise.
 */
public final class ConnectionDraft {
    private static final Lifetime FOREVER = new Lifetime(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    private static final int REPLAY_WINDOW = 32;

    private final Host here;
    private final Host there;
    private String name;
    private AddressSet remoteAddresses;
    private List<Proposal> ike = List.of(Algorithms.ike(TransformId.KE_CURVE25519));
    private List<Proposal> esp = List.of(Algorithms.esp(Algorithms.GCM, Algorithms.NO_ESN));
    private LocalAuth local;
    private RemoteAuth remote;
    private Mode mode = Mode.TRANSPORT;
    private List<TrafficSelector> localSelectors = List.of();
    private List<TrafficSelector> remoteSelectors = List.of();
    private StartAction start = StartAction.NONE;
    private Lifetime ikeLifetime = FOREVER;
    private Lifetime childLifetime = FOREVER;
    private Duration liveness = Duration.ZERO;
    private boolean encapsulation;
    private boolean fragmentation = true;
    private boolean mobike;
    private AddressSet localAddresses;
    private Childless childless = Childless.NEVER;
    private Unique unique = Unique.NO;
    private Volume octets = Volume.UNLIMITED;
    private Volume packets = Volume.UNLIMITED;
    private Idleness idleness = Idleness.NEVER;
    private Duration reauthentication = Duration.ZERO;
    private int attempts = 1;

    ConnectionDraft(Host here, Host there) {
        this.here = here;
        this.there = there;
        this.name = there.name();
        this.localAddresses = new AddressSet(List.of(IpNetwork.host(here.address())));
        this.remoteAddresses = new AddressSet(List.of(IpNetwork.host(there.address())));
        this.local = new LocalAuth.Signature(here.id(), here.key(), false);
        this.remote = new RemoteAuth.DnsKeys(Optional.of(there.id()), Assurance.DNSSEC);
    }

    /** Whose configuration this is. */
    Host here() {
        return here;
    }

    public ConnectionDraft named(String newName) {
        name = newName;
        return this;
    }

    public ConnectionDraft fromAnywhere() {
        remoteAddresses = AddressSet.ANY;
        return this;
    }

    /** The peer has another address than its own, as behind a NAT. */
    public ConnectionDraft at(IpAddress address) {
        remoteAddresses = new AddressSet(List.of(IpNetwork.host(address)));
        return this;
    }

    public ConnectionDraft ike(Proposal... proposals) {
        ike = List.of(proposals);
        return this;
    }

    public ConnectionDraft esp(Proposal... proposals) {
        esp = List.of(proposals);
        return this;
    }

    public ConnectionDraft local(LocalAuth auth) {
        local = auth;
        return this;
    }

    public ConnectionDraft signingWith(SigningKey key) {
        return local(new LocalAuth.Signature(here.id(), key, false));
    }

    public ConnectionDraft remote(RemoteAuth auth) {
        remote = auth;
        return this;
    }

    public ConnectionDraft pinned(VerificationKey key) {
        return remote(new RemoteAuth.PinnedKeys(Optional.of(there.id()), List.of(key), false));
    }

    /** Both sides prove that they know a shared secret; {@link Host#share} is to be called too. */
    public ConnectionDraft sharedKey() {
        return local(new LocalAuth.SharedKey(here.id())).remote(new RemoteAuth.SharedKey(Optional.of(there.id())));
    }

    /** We don't say who we are. */
    public ConnectionDraft anonymous() {
        return local(new LocalAuth.Null());
    }

    /** The peer needs not say who it is. */
    public ConnectionDraft anybody() {
        return remote(new RemoteAuth.Null());
    }

    public ConnectionDraft mode(Mode newMode) {
        mode = newMode;
        return this;
    }

    public ConnectionDraft selectors(TrafficSelector ours, TrafficSelector theirs) {
        localSelectors = List.of(ours);
        remoteSelectors = List.of(theirs);
        return this;
    }

    public ConnectionDraft start(StartAction action) {
        start = action;
        return this;
    }

    public ConnectionDraft ikeLifetime(Duration rekey, Duration hard) {
        ikeLifetime = new Lifetime(rekey, hard, Duration.ZERO);
        return this;
    }

    public ConnectionDraft childLifetime(Duration rekey, Duration hard) {
        childLifetime = new Lifetime(rekey, hard, Duration.ZERO);
        return this;
    }

    /** How much earlier than configured a Child SA may be rekeyed. */
    public ConnectionDraft jitter(Duration jitter) {
        childLifetime = new Lifetime(childLifetime.rekey(), childLifetime.hard(), jitter);
        return this;
    }

    public ConnectionDraft liveness(Duration delay) {
        liveness = delay;
        return this;
    }

    public ConnectionDraft encapsulation() {
        encapsulation = true;
        return this;
    }

    /** Follows address changes, and has whatever address it has. */
    public ConnectionDraft mobike() {
        mobike = true;
        localAddresses = AddressSet.ANY;
        return this;
    }

    /** From whatever address this host has. */
    public ConnectionDraft fromAnyOwnAddress() {
        localAddresses = AddressSet.ANY;
        return this;
    }

    /** The peer may be in this network as well. */
    public ConnectionDraft andIn(IpNetwork network) {
        List<IpNetwork> networks = new ArrayList<>(remoteAddresses.networks());
        networks.add(network);
        remoteAddresses = new AddressSet(networks);
        return this;
    }

    public ConnectionDraft noFragmentation() {
        fragmentation = false;
        return this;
    }

    public ConnectionDraft childless(Childless policy) {
        childless = policy;
        return this;
    }

    public ConnectionDraft unique(Unique policy) {
        unique = policy;
        return this;
    }

    /** How often an initiation is tried; 0 is forever. */
    public ConnectionDraft attempts(int most) {
        attempts = most;
        return this;
    }

    public ConnectionDraft octets(Volume limit) {
        octets = limit;
        return this;
    }

    public ConnectionDraft packets(Volume limit) {
        packets = limit;
        return this;
    }

    /** A Child SA ends after so long without a packet. */
    public ConnectionDraft idleness(Idleness newIdleness) {
        idleness = newIdleness;
        return this;
    }

    public ConnectionDraft reauthentication(Duration after) {
        reauthentication = after;
        return this;
    }

    Connection build() {
        ChildConfig child = new ChildConfig(
                "host",
                mode,
                esp,
                localSelectors,
                remoteSelectors,
                start,
                childLifetime,
                octets,
                packets,
                idleness,
                REPLAY_WINDOW,
                PolicyTerms.USUAL);
        return new Connection(
                name,
                localAddresses,
                remoteAddresses,
                500,
                500,
                ike,
                local,
                remote,
                List.of(child),
                ikeLifetime,
                liveness,
                encapsulation,
                fragmentation,
                mobike,
                attempts,
                childless,
                unique,
                reauthentication);
    }
}
