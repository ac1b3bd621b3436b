package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.ChildAlgorithms;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SaLimits;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.SecurityAssociation.Encapsulation;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Connection;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.Question;
import cygnet.ike.sa.RekeyNonces;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.SharedSecrets;
import cygnet.ike.sa.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Turns agreed terms into keys, SAs and policies, and has the kernel install them. */
final class ChildInstallation {
    private static final long KERNEL_MARGIN_SECONDS = 60;

    private final IkeSa sa;
    private final SaEnvironment environment;
    private final ChildTerms terms;
    private final Nonces nonces;
    private final Optional<SaChange.Authenticated> justNow;

    ChildInstallation(IkeSa sa, SaEnvironment environment, ChildTerms terms, Nonces nonces) {
        this(sa, environment, terms, nonces, Optional.empty());
    }

    /** @param justNow the proof of a peer that is only about to be authenticated */
    ChildInstallation(
            IkeSa sa,
            SaEnvironment environment,
            ChildTerms terms,
            Nonces nonces,
            Optional<SaChange.Authenticated> justNow) {
        this.sa = sa;
        this.environment = environment;
        this.terms = terms;
        this.nonces = nonces;
        this.justNow = justNow;
    }

    /**
     * What KEYMAT is made of.
     *
     * @param shared of own key exchanges; none without PFS
     */
    record Nonces(SharedSecrets shared, Octets initiator, Octets responder) {
        /** Without PFS. */
        static Nonces alone(Octets initiator, Octets responder) {
            return new Nonces(SharedSecrets.none(), initiator, responder);
        }
    }

    /**
     * How a Child SA comes into use.
     *
     * @param replaced the Child SA that it takes over from
     * @param delayOutbound leave the outbound SA until the peer has shown that it is ready
     * @param acquireSequence the ACQUIRE that it answers
     */
    record Options(Optional<ChildSa> replaced, boolean delayOutbound, Optional<Integer> acquireSequence) {
        /** The peer begins, and may need a moment to install what it is told. */
        static Options begunByPeer(boolean crossing) {
            return new Options(Optional.empty(), crossing, Optional.empty());
        }

        /** The peer rekeys: it is ready for our packets when it deletes the old pair, not before. */
        static Options rekeyedByPeer(Optional<ChildSa> replaced) {
            return new Options(replaced, replaced.isPresent(), Optional.empty());
        }
    }

    /**
     * Installs both SAs and the policies. Replacing a trap's policies releases the packets that they hold, so a responder
     * leaves them alone: the initiator can receive only when it has our answer.
     *
     * @param then gets the Child SA, all of it held until the chain ends well
     * @param failed gets the cause, and what to tell the peer; what was installed is undone as the chain ends
     */
    Step install(Options options, Function<ChildSa, Step> then, Function<ChildNegotiation.Refusal, Step> failed) {
        Optional<List<PolicySelector>> selectors = ChildPolicies.selectors(terms.local(), terms.remote());
        if (selectors.isEmpty()) {
            return failed.apply(refusal("the kernel cannot express " + terms.local() + " === " + terms.remote()));
        }
        Optional<ChildNegotiation.Refusal> obstacle = obstacle(selectors.get());
        if (obstacle.isPresent()) {
            return failed.apply(obstacle.get());
        }
        boolean writesPolicies = terms.weInitiated() || !environment.isProtected(selectors.get());
        int claimed = environment.claim(selectors.get());
        int reqid = terms.config().policies().reqid().orElse(claimed);
        ChildSa child = child(reqid, selectors.get(), options);
        List<KernelCommand> commands = new ArrayList<>();
        commands.add(new KernelCommand.AddSa(child.inbound()));
        if (child.outboundPending().isEmpty()) {
            commands.add(new KernelCommand.AddSa(child.outbound()));
        }
        if (writesPolicies) {
            commands.addAll(ChildPolicies.commands(terms.config(), reqid, selectors.get()));
        }
        return new Step.Hold(
                () -> undo(child),
                () -> Step.ask(new Question.Kernel(commands), result -> {
                    if (result instanceof KernelResult.Failed failure) {
                        return failed.apply(refusal(failure.cause()));
                    }
                    if (writesPolicies) {
                        environment.written(child.policies());
                    }
                    return then.apply(child);
                }));
    }

    private static ChildNegotiation.Refusal refusal(String cause) {
        return new ChildNegotiation.Refusal(NotifyType.NO_PROPOSAL_CHOSEN, cause);
    }

    private Optional<ChildNegotiation.Refusal> obstacle(List<PolicySelector> selectors) {
        Connection connection = justNow.map(SaChange.Authenticated::connection).orElseGet(sa::connection);
        if (sa.lifecycle() == Lifecycle.DELETING || !environment.permits(connection)) {
            // A peer that does not answer the Delete would keep it in the kernel, with policies that may no longer
            // hold.
            return Optional.of(refusal("its IKE SA is about to end"));
        }
        if (terms.protocol() == IpsecProtocol.AH && isEncapsulated()) {
            // RFC 4302 section 3.3.3 has AH cover the addresses that a NAT changes, and RFC 3948 encapsulates ESP
            // alone.
            return Optional.of(refusal("AH cannot pass a NAT"));
        }
        Assurance assurance = justNow.map(SaChange.Authenticated::assurance).orElse(sa.assurance());
        Optional<String> reserved = assurance == Assurance.ANONYMOUS ? anonymousObstacle(selectors) : Optional.empty();
        Optional<Identification> peer = assurance == Assurance.ANONYMOUS
                ? Optional.empty()
                : justNow.map(SaChange.Authenticated::peer).or(sa::peerId);
        return reserved.map(ChildInstallation::refusal)
                .or(() -> environment
                        .neighbourBehindNat(sa, peer, selectors)
                        .map(cause -> new ChildNegotiation.Refusal(NotifyType.TS_UNACCEPTABLE, cause)));
    }

    /** RFC 7619 sections 2.5 and 3.3: nobody's traffic but the peer's own, and not if somebody known may have it. */
    private Optional<String> anonymousObstacle(List<PolicySelector> selectors) {
        IpNetwork peer = IpNetwork.host(sa.remote().address());
        boolean foreign = selectors.stream().anyMatch(s -> !s.destination().equals(peer));
        return foreign
                ? Optional.of("an anonymous peer may only have its own address " + peer.address())
                : environment.reservation(selectors).map(whose -> "an anonymous peer cannot have " + whose);
    }

    private List<KernelCommand> undo(ChildSa child) {
        child.wipePending();
        List<KernelCommand> commands = new ArrayList<>(child.removal());
        commands.addAll(environment.release(child.policies()));
        return commands;
    }

    private ChildSa child(int reqid, List<PolicySelector> selectors, Options options) {
        IpAddress here = sa.local().address();
        IpAddress there = sa.remote().address();
        ChildAlgorithms algorithms = terms.algorithms();
        int length = algorithms.encryptionKeyLength() + algorithms.integrityKeyLength();
        try (Secret keymat = sa.keys().keymat(nonces.shared(), nonces.initiator(), nonces.responder(), 2 * length)) {
            // RFC 7296 section 2.17: first all keys from initiator to responder, then those of the other way.
            int ours = terms.weInitiated() ? 0 : length;
            SecurityAssociation inbound = half(
                    Direction.INBOUND,
                    new SaId(here, terms.protocol(), terms.ownSpi()),
                    there,
                    reqid,
                    keymat,
                    length - ours,
                    Optional.empty());
            SecurityAssociation outbound = half(
                    Direction.OUTBOUND,
                    new SaId(there, terms.protocol(), terms.peerSpi()),
                    here,
                    reqid,
                    keymat,
                    ours,
                    options.acquireSequence());
            return new ChildSa(
                    environment.nextChildId(),
                    terms.config(),
                    terms.mode(),
                    algorithms,
                    reqid,
                    inbound,
                    outbound,
                    options.delayOutbound() ? Optional.of(new KernelCommand.AddSa(outbound)) : Optional.empty(),
                    terms.local(),
                    terms.remote(),
                    selectors,
                    options.replaced().map(ChildSa::inboundSpi),
                    RekeyNonces.of(terms.weInitiated(), nonces.initiator(), nonces.responder()),
                    environment.now());
        }
    }

    /** One direction, whose keys begin at {@code at} in KEYMAT: encryption before integrity. */
    private SecurityAssociation half(
            Direction direction,
            SaId id,
            IpAddress source,
            int reqid,
            Secret keymat,
            int at,
            Optional<Integer> acquireSequence) {
        ChildAlgorithms algorithms = terms.algorithms();
        int macAt = at + algorithms.encryptionKeyLength();
        boolean inbound = direction == Direction.INBOUND;
        return new SecurityAssociation(
                id,
                source,
                direction,
                terms.mode(),
                reqid,
                algorithms,
                keymat.slice(at, macAt),
                keymat.slice(macAt, macAt + algorithms.integrityKeyLength()),
                encapsulation(direction),
                inbound ? terms.config().replayWindow() : 0,
                PolicySelector.between(IpNetwork.host(source), IpNetwork.host(id.destination())),
                acquireSequence,
                limits());
    }

    /** The engine keeps the time; the kernel's hard limit is the net below it, should the daemon die. The kernel counts. */
    private SaLimits limits() {
        ChildConfig config = terms.config();
        long hard = config.lifetime().hard().toSeconds();
        return new SaLimits(
                0,
                hard == 0 ? 0 : hard + KERNEL_MARGIN_SECONDS,
                config.octets().soft(environment.random()),
                config.octets().hard(),
                config.packets().soft(environment.random()),
                config.packets().hard());
    }

    private boolean isEncapsulated() {
        return sa.nat().any() || sa.connection().forceEncapsulation();
    }

    private Optional<Encapsulation> encapsulation(Direction direction) {
        if (!isEncapsulated()) {
            return Optional.empty();
        }
        int here = sa.local().port();
        int there = sa.remote().port();
        return Optional.of(
                direction == Direction.OUTBOUND ? new Encapsulation(here, there) : new Encapsulation(there, here));
    }

    /** An inbound SPI that the kernel reserved, held until the chain ends well. */
    static Step allocateSpi(IkeSa sa, IpsecProtocol protocol, Function<Spi, Step> then, Function<String, Step> failed) {
        IpAddress here = sa.local().address();
        IpAddress there = sa.remote().address();
        KernelCommand allocate = new KernelCommand.AllocateSpi(there, here, protocol);
        return Step.ask(new Question.Kernel(List.of(allocate)), result -> {
            if (result instanceof KernelResult.SpiAllocated allocated) {
                SaId id = new SaId(here, protocol, allocated.spi());
                return new Step.Hold(
                        () -> List.of(new KernelCommand.DeleteSa(id, there)), () -> then.apply(allocated.spi()));
            }
            return failed.apply(
                    result instanceof KernelResult.Failed failure ? failure.cause() : "the kernel gave no SPI");
        });
    }
}
