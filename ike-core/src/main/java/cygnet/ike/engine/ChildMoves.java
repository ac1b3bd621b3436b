package cygnet.ike.engine;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.exchange.ChildPolicies;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SecurityAssociation.Encapsulation;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.policy.Assurance;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Question;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes Child SAs to other endpoints. In transport mode the addresses of a Child SA are those of its packets, so that its
 * selectors and its policies move along: what was agreed on is "you and me", not two numbers.
 */
final class ChildMoves {
    private static final int MOST_LEFT = 8;

    private final EngineContext context;
    private final SaDriver driver;
    private final SaDriver.Registry registry;
    private final Set<IpAddress> left = new LinkedHashSet<>();

    ChildMoves(EngineContext context, SaDriver driver, SaDriver.Registry registry) {
        this.context = context;
        this.driver = driver;
        this.registry = registry;
    }

    /** The IKE SA leaves these addresses; exchanges under way may still bring Child SAs for them. */
    void leave(IpAddress local, IpAddress remote) {
        left.add(local);
        left.add(remote);
        while (left.size() > MOST_LEFT) {
            left.remove(left.iterator().next());
        }
    }

    /** A new Child SA: what was agreed on or installed before a move, or with an SPI from before it, is put right. */
    void added(ChildSa child) {
        IpAddress there = child.inbound().id().destination();
        List<KernelCommand> larval = left.stream()
                .filter(address -> !address.equals(there))
                .<KernelCommand>map(address -> new KernelCommand.DeleteSa(
                        new SaId(address, child.protocol(), child.inboundSpi()),
                        driver.sa().remote().address()))
                .toList();
        context.perform(larval, "freeing an SPI of an address that we have left");
        align(child);
    }

    /** Takes a Child SA to where its IKE SA is, if it is elsewhere. */
    void align(ChildSa child) {
        IkeSa sa = driver.sa();
        Optional<Encapsulation> inward = ports(sa.remote(), sa.local());
        Optional<Encapsulation> outward = ports(sa.local(), sa.remote());
        List<TrafficSelector> local =
                at(sa.local().address(), child.inbound().id().destination(), child.localSelectors(), child.mode());
        List<TrafficSelector> remote =
                at(sa.remote().address(), child.inbound().source(), child.remoteSelectors(), child.mode());
        boolean stays = child.inbound().id().destination().equals(sa.local().address())
                && child.inbound().source().equals(sa.remote().address())
                && child.inbound().encapsulation().equals(inward)
                && local.equals(child.localSelectors())
                && remote.equals(child.remoteSelectors());
        if (stays) {
            return;
        }
        Optional<List<PolicySelector>> policies = ChildPolicies.selectors(local, remote);
        Optional<String> obstacle = policies.isEmpty()
                ? Optional.of("the kernel cannot express " + local + " === " + remote)
                : context.neighbourBehindNat(
                        sa, sa.assurance() == Assurance.ANONYMOUS ? Optional.empty() : sa.peerId(), policies.get());
        if (obstacle.isPresent()) {
            driver.delete(child.inboundSpi(), "it cannot move: " + obstacle.get());
            return;
        }
        boolean samePolicies = policies.get().equals(child.policies());
        int claimed = samePolicies ? child.reqid() : context.claim(policies.get());
        int reqid = child.config().policies().reqid().orElse(claimed);
        IpAddress us = sa.local().address();
        IpAddress peer = sa.remote().address();
        ChildSa moved = child.between(
                child.inbound().between(peer, us, inward, reqid),
                child.outbound().between(us, peer, outward, reqid),
                local,
                remote,
                policies.get());
        sa.add(moved);
        registry.moved(driver, child, moved);
        perform(child, moved, samePolicies);
    }

    private List<TrafficSelector> at(IpAddress now, IpAddress before, List<TrafficSelector> selectors, Mode mode) {
        boolean ours = selectors.stream()
                .allMatch(ts -> ts.singleAddress()
                        .filter(address -> address.equals(before) || left.contains(address))
                        .isPresent());
        return mode == Mode.TRANSPORT && ours
                ? selectors.stream().map(ts -> ts.at(now)).toList()
                : selectors;
    }

    private Optional<Encapsulation> ports(Endpoint source, Endpoint destination) {
        return driver.sa().nat().any() || driver.sa().connection().forceEncapsulation()
                ? Optional.of(new Encapsulation(source.port(), destination.port()))
                : Optional.empty();
    }

    /**
     * New policies come before the SAs move, and old ones go after: nothing passes in clear meanwhile. Old ones go however the
     * move ends, and at once: when its answer is here, a further move may have brought them back.
     */
    private void perform(ChildSa old, ChildSa moved, boolean samePolicies) {
        List<KernelCommand> commands = new ArrayList<>();
        if (!samePolicies) {
            commands.addAll(ChildPolicies.commands(moved.config(), moved.reqid(), moved.policies()));
        }
        commands.add(new KernelCommand.MoveSa(old.inbound().id(), moved.inbound()));
        if (moved.outboundPending().isEmpty()) {
            commands.add(new KernelCommand.MoveSa(old.outbound().id(), moved.outbound()));
        }
        context.ask(new Question.Kernel(commands), result -> {
            if (result instanceof KernelResult.Failed failed) {
                context.report(new IkeEvent.KernelTrouble("moving " + moved.label(), failed.cause()));
                context.perform(halves(old), "removing what did not move");
                giveUp(moved, driver.latest());
            } else if (!samePolicies && isCurrent(moved, driver.latest())) {
                context.written(moved.policies());
            }
        });
        if (!samePolicies) {
            context.perform(context.release(old.policies()), "removing policies");
        }
    }

    /** Whether it is still there, and has not gone on to elsewhere. */
    private static boolean isCurrent(ChildSa moved, SaDriver owner) {
        return !owner.isClosed()
                && owner.sa().child(moved.inboundSpi()).filter(moved::equals).isPresent();
    }

    /** Until its Delete is answered it is there in name only: nobody else must rely on its policies. */
    private void giveUp(ChildSa moved, SaDriver owner) {
        if (!isCurrent(moved, owner)) {
            return;
        }
        ChildSa bare = moved.between(
                moved.inbound(), moved.outbound(), moved.localSelectors(), moved.remoteSelectors(), List.of());
        owner.sa().add(bare);
        registry.moved(owner, moved, bare);
        context.perform(context.release(moved.policies()), "removing policies");
        owner.delete(bare.inboundSpi(), "it could not be moved");
    }

    private static List<KernelCommand> halves(ChildSa child) {
        return Stream.of(child.inbound(), child.outbound())
                .<KernelCommand>map(half -> new KernelCommand.DeleteSa(half.id(), half.source()))
                .toList();
    }
}
