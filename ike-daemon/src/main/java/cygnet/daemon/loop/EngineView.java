package cygnet.daemon.loop;

import cygnet.daemon.config.ManualSa;
import cygnet.daemon.vici.DaemonStats;
import cygnet.daemon.vici.DaemonView;
import cygnet.daemon.vici.IkeSaStatus;
import cygnet.daemon.vici.ManualSaStatus;
import cygnet.daemon.vici.TrapStatus;
import cygnet.daemon.vici.TriggerCommand.Triggered;
import cygnet.dns.resolver.ResolverStatus;
import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.IkeEngine;
import cygnet.ike.engine.Input;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.PeerPolicy;
import cygnet.ike.sa.IkeSa;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The engine as the control socket sees it. The control socket is served by the engine's own event loop, so the engine can
 * be read at once.
 */
public final class EngineView implements DaemonView {
    private static final DnsOutcome<HostKey> NO_DNS =
            new DnsOutcome.ServerFailure<>("the configuration has no section dns");

    private final EngineLoop loop;
    private final EventLog log;
    private final SaStatusReader reader;
    private final Supplier<PeerPolicy> peers;
    private final Optional<Introducer> introducer;
    private final Beside beside;
    private final String version;
    private final Instant started = Instant.now();

    /**
     * What runs beside the engine, for status.
     *
     * @param publication what this host publishes
     * @param dns absent where no DNS is configured
     * @param manualSas those with keys from a file
     */
    public record Beside(
            Supplier<Map<String, String>> publication,
            Supplier<Optional<ResolverStatus>> dns,
            List<ManualSa> manualSas) {}

    /**
     * @param peers what is configured by now
     * @param introducer absent where no DNS is configured
     */
    public EngineView(
            EngineLoop loop,
            EventLog log,
            SaStatusReader reader,
            Supplier<PeerPolicy> peers,
            Optional<Introducer> introducer,
            Beside beside,
            String version) {
        this.loop = loop;
        this.log = log;
        this.reader = reader;
        this.peers = peers;
        this.introducer = introducer;
        this.beside = beside;
        this.version = version;
    }

    @Override
    public DaemonStats stats() {
        IkeEngine engine = loop.engine();
        return new DaemonStats(version, started, engine.ikeSas().size(), engine.halfOpen(), refused(engine), 0);
    }

    @Override
    public Map<String, String> publication() {
        return beside.publication().get();
    }

    @Override
    public Optional<ResolverStatus> dns() {
        return beside.dns().get();
    }

    private static Map<String, Long> refused(IkeEngine engine) {
        return engine.drops().entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        Map.Entry::getValue));
    }

    @Override
    public CompletionStage<List<IkeSaStatus>> ikeSas() {
        return CompletableFuture.completedFuture(reader.read(loop.engine().ikeSas()));
    }

    @Override
    public List<TrapStatus> traps() {
        return loop.engine().traps().stream()
                .map(t -> new TrapStatus(
                        t.connection(),
                        t.child().name(),
                        t.child().mode(),
                        List.of(TrafficSelector.network(t.selector().source())),
                        List.of(TrafficSelector.network(t.selector().destination()))))
                .toList();
    }

    @Override
    public List<ManualSaStatus> manualSas() {
        return beside.manualSas().stream().map(reader::read).toList();
    }

    @Override
    public List<Connection> connections() {
        return peers.get().connections();
    }

    @Override
    public int rules() {
        return peers.get().groups().rules().size();
    }

    @Override
    public CompletionStage<Outcome> initiate(Initiation what, Consumer<String> story) {
        for (Connection connection : connections()) {
            if (!what.connection().map(connection.name()::equals).orElse(true)) {
                continue;
            }
            for (ChildConfig child : connection.children()) {
                if (what.child().map(child.name()::equals).orElse(true)) {
                    Watch watch = Watch.forChild(log, connection.name(), story);
                    loop.submit(new Input.Initiate(connection.name(), child.name()));
                    return outcome(watch, 1, what.patience());
                }
            }
        }
        String name = what.child().or(what::connection).orElse("");
        return CompletableFuture.completedFuture(
                new Outcome(0, 0, Optional.of("CHILD_SA config '" + name + "' not found")));
    }

    @Override
    public CompletionStage<DnsOutcome<HostKey>> trigger(DomainName host, List<IpAddress> addresses, Duration life) {
        if (introducer.isEmpty()) {
            return CompletableFuture.completedFuture(NO_DNS);
        }
        return addresses.isEmpty()
                ? introducer.get().introduce(host)
                : introducer.get().introduce(host, addresses, life);
    }

    @Override
    public CompletionStage<Triggered> trigger(IpAddress address) {
        return introducer.isEmpty()
                ? CompletableFuture.completedFuture(new Triggered(Optional.empty(), NO_DNS))
                : introducer
                        .get()
                        .introduce(address)
                        .thenApply(introduced -> new Triggered(introduced.host(), introduced.outcome()));
    }

    @Override
    public CompletionStage<Outcome> terminate(
            SaFilter which, boolean force, Optional<Duration> patience, Consumer<String> story) {
        List<Input> inputs = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        Collection<IkeSa> all = loop.engine().ikeSas();
        Iterator<IkeSaStatus> statuses = reader.read(all).iterator();
        all.forEach(sa -> {
            if (!which.matches(statuses.next())) {
                return;
            }
            if (!which.namesChild()) {
                inputs.add(new Input.TerminateIkeSa(sa.uniqueId()));
                labels.add(sa.label());
                return;
            }
            sa.children().stream()
                    .filter(c -> which.child().map(c.config().name()::equals).orElse(true))
                    .filter(c -> which.childId().isEmpty() || which.childId().getAsLong() == c.uniqueId())
                    .forEach(c -> {
                        inputs.add(new Input.TerminateChildSa(c.uniqueId()));
                        labels.add(c.label());
                    });
        });
        if (inputs.isEmpty()) {
            return CompletableFuture.completedFuture(new Outcome(0, 0, Optional.empty()));
        }
        Watch watch = Watch.forEnd(log, labels, story);
        inputs.forEach(loop::submit);
        return outcome(watch, inputs.size(), force ? Optional.of(Duration.ZERO) : patience);
    }

    private CompletionStage<Outcome> outcome(Watch watch, int matches, Optional<Duration> patience) {
        if (patience.isPresent() && patience.get().isZero()) {
            watch.close();
            return CompletableFuture.completedFuture(new Outcome(matches, matches, Optional.empty()));
        }
        patience.ifPresent(
                limit -> loop.after(limit, () -> watch.giveUp("no result after " + limit.toMillis() + "ms")));
        return watch.result().thenApply(failure -> new Outcome(matches, failure.isEmpty() ? matches : 0, failure));
    }
}
