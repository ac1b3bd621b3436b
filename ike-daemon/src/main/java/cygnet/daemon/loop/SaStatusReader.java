package cygnet.daemon.loop;

import cygnet.daemon.config.ManualSa;
import cygnet.daemon.vici.ChildSaStatus;
import cygnet.daemon.vici.ChildSaStatus.Traffic;
import cygnet.daemon.vici.IkeSaStatus;
import cygnet.daemon.vici.ManualSaStatus;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.policy.Lifetime;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeAlgorithms;
import cygnet.ike.sa.IkeSa;
import cygnet.kernel.Kernel;
import cygnet.kernel.KernelException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes pictures of IKE SAs and of SAs with keys from a file, with what the kernel has counted. On the engine's thread. */
public final class SaStatusReader {
    /** From so many Child SAs on the kernel is asked for all that it has, and not for each of them. */
    static final int MANY = 8;

    private static final Logger LOG = LoggerFactory.getLogger(SaStatusReader.class);

    private final Kernel kernel;
    private final EngineClock clock;

    /** Tells what the kernel has counted for an SA. */
    @FunctionalInterface
    private interface Counters {
        KernelResult of(SecurityAssociation sa);
    }

    public SaStatusReader(Kernel kernel, EngineClock clock) {
        this.kernel = kernel;
        this.clock = clock;
    }

    /** In the order of {@code sas}. */
    List<IkeSaStatus> read(Collection<IkeSa> sas) {
        Instant now = clock.now();
        Counters counters = counters(sas);
        return sas.stream().map(sa -> read(sa, now, counters)).toList();
    }

    private Counters counters(Collection<IkeSa> sas) {
        if (sas.stream().mapToInt(sa -> sa.children().size()).sum() < MANY) {
            return this::ask;
        }
        try {
            Map<SaId, KernelResult.Usage> usages = kernel.usages();
            KernelResult missing = new KernelResult.Failed(0, "the kernel does not have it");
            return sa -> {
                KernelResult known = usages.get(sa.id());
                return known == null ? missing : known;
            };
        } catch (KernelException e) {
            LOG.warn("the kernel does not tell all SAs at once, and is asked for each: {}", e.getMessage());
            return this::ask;
        }
    }

    private static IkeSaStatus read(IkeSa sa, Instant now, Counters counters) {
        return new IkeSaStatus(
                sa.connection().name(),
                sa.uniqueId(),
                state(sa),
                sa.local(),
                sa.remote(),
                Optional.of(sa.connection().local().id()),
                sa.peerId(),
                sa.originalInitiator(),
                sa.spis().initiator().octets(),
                sa.spis().responder().octets(),
                sa.nat().local(),
                sa.nat().remote(),
                sa.algorithms().map(IkeAlgorithms::proposal),
                sa.peerId().map(id -> sa.assurance()),
                sa.establishedAt().map(at -> Duration.between(at, now)),
                Optional.empty(),
                sa.children().stream().map(child -> read(child, now, counters)).toList());
    }

    private static IkeSaStatus.State state(IkeSa sa) {
        return switch (sa.lifecycle()) {
            case CONNECTING -> IkeSaStatus.State.CONNECTING;
            case ESTABLISHED -> IkeSaStatus.State.ESTABLISHED;
            case REKEYED -> IkeSaStatus.State.REKEYED;
            case DELETING, CLOSED -> IkeSaStatus.State.DELETING;
        };
    }

    private static ChildSaStatus read(ChildSa child, Instant now, Counters counters) {
        Lifetime lifetime = child.config().lifetime();
        Duration age = Duration.between(child.installedAt(), now);
        return new ChildSaStatus(
                child.config().name(),
                child.uniqueId(),
                child.reqid(),
                ChildSaStatus.State.INSTALLED,
                child.mode(),
                child.inbound().id().protocol(),
                child.inbound().encapsulation().isPresent(),
                child.inboundSpi(),
                child.outboundSpi(),
                child.algorithms(),
                Optional.empty(),
                traffic(counters.of(child.inbound())),
                child.outboundPending().isPresent() ? Optional.empty() : traffic(counters.of(child.outbound())),
                Optional.empty(),
                lifetime.hard().isZero()
                        ? Optional.empty()
                        : Optional.of(lifetime.hard().minus(age)),
                age,
                child.localSelectors(),
                child.remoteSelectors());
    }

    ManualSaStatus read(ManualSa sa) {
        SecurityAssociation outbound = sa.outbound();
        return new ManualSaStatus(
                sa.name(),
                outbound.id().protocol(),
                outbound.mode(),
                outbound.source(),
                outbound.id().destination(),
                outbound.algorithms(),
                half(sa.inbound()),
                half(outbound));
    }

    private ManualSaStatus.Half half(SecurityAssociation sa) {
        KernelResult result = ask(sa);
        return new ManualSaStatus.Half(
                sa.id().spi(),
                traffic(result),
                result instanceof KernelResult.Failed failed ? Optional.of(failed.cause()) : Optional.empty());
    }

    private KernelResult ask(SecurityAssociation sa) {
        return kernel.perform(List.of(new KernelCommand.QuerySa(sa.id(), sa.source())));
    }

    private static Optional<Traffic> traffic(KernelResult result) {
        return result instanceof KernelResult.Usage usage
                ? Optional.of(new Traffic(
                        usage.octets(),
                        usage.packets(),
                        usage.lastUseAgo() < 0
                                ? Optional.empty()
                                : Optional.of(Duration.ofSeconds(usage.lastUseAgo()))))
                : Optional.empty();
    }
}
