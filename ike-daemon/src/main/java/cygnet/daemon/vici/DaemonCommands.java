package cygnet.daemon.vici;

import cygnet.daemon.vici.DaemonView.Initiation;
import cygnet.daemon.vici.DaemonView.Outcome;
import cygnet.daemon.vici.DaemonView.SaFilter;
import cygnet.ike.policy.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The commands of charon that Cygnet has, with the same requests and answers, and those of its own. */
public final class DaemonCommands {
    /** Events that tell of SAs as they come and go. */
    public static final String IKE_UPDOWN = "ike-updown";

    public static final String CHILD_UPDOWN = "child-updown";

    private static final String LIST_SA = "list-sa";
    private static final String LIST_CONN = "list-conn";
    private static final String LIST_POLICY = "list-policy";
    private static final String CONTROL_LOG = "control-log";

    private static final DateTimeFormatter SINCE = DateTimeFormatter.ofPattern("MMM dd HH:mm:ss yyyy", Locale.ROOT);

    private final DaemonView daemon;
    private final Clock clock;

    private DaemonCommands(DaemonView daemon, Clock clock) {
        this.daemon = daemon;
        this.clock = clock;
    }

    /** What a control socket for {@code daemon} offers. */
    public static ViciRegistry of(DaemonView daemon, Clock clock) {
        DaemonCommands commands = new DaemonCommands(daemon, clock);
        return new ViciRegistry(
                Map.ofEntries(
                        Map.entry("version", (request, events) -> commands.version()),
                        Map.entry("stats", (request, events) -> commands.stats()),
                        Map.entry("list-sas", (request, events) -> commands.listSas(request)),
                        Map.entry("list-conns", (request, events) -> commands.listConnections(request)),
                        Map.entry("list-policies", (request, events) -> commands.listPolicies(request)),
                        Map.entry("get-conns", (request, events) -> commands.getConnections()),
                        Map.entry("initiate", commands::initiate),
                        Map.entry("terminate", commands::terminate),
                        Map.entry(TriggerCommand.NAME, TriggerCommand.of(daemon))),
                Set.of(LIST_SA, LIST_CONN, LIST_POLICY, CONTROL_LOG, IKE_UPDOWN, CHILD_UPDOWN));
    }

    private CompletionStage<ViciReply> version() {
        return ViciReply.of(ViciMessage.builder()
                        .put("daemon", "cygnetd")
                        .put("version", daemon.stats().version())
                        .put("sysname", System.getProperty("os.name", "unknown"))
                        .put("release", System.getProperty("os.version", "unknown"))
                        .put("machine", System.getProperty("os.arch", "unknown"))
                        .build())
                .now();
    }

    /** Cygnet has no worker threads with queues of jobs as charon has them, so there are none of them. */
    private CompletionStage<ViciReply> stats() {
        DaemonStats stats = daemon.stats();
        ViciMessage none = ViciMessage.builder()
                .put("critical", 0)
                .put("high", 0)
                .put("medium", 0)
                .put("low", 0)
                .build();
        return ViciReply.of(ViciMessage.builder()
                        .section(
                                "uptime",
                                uptime -> uptime.put("running", uptime(stats))
                                        .put(
                                                "since",
                                                SINCE.format(stats.started().atZone(clock.getZone()))))
                        .section(
                                "workers",
                                workers ->
                                        workers.put("total", 0).put("idle", 0).section("active", none))
                        .section("queues", none)
                        .put("scheduled", stats.queued())
                        .section(
                                "ikesas",
                                sas -> sas.put("total", stats.ikeSas()).put("half-open", stats.halfOpen()))
                        .list("plugins", List.of())
                        .build())
                .now();
    }

    /** The largest unit that fits, as charon has it. */
    private String uptime(DaemonStats stats) {
        Duration up = Duration.between(stats.started(), clock.instant());
        if (up.toDays() > 0) {
            return up.toDays() + " days";
        }
        if (up.toHours() > 0) {
            return up.toHours() + " hours";
        }
        return up.toMinutes() > 0 ? up.toMinutes() + " minutes" : up.toSeconds() + " seconds";
    }

    private CompletionStage<ViciReply> listSas(ViciMessage request) {
        SaFilter filter = filter(request);
        return daemon.ikeSas().thenApply(sas -> ViciReply.listing(LIST_SA, matching(sas, filter), StatusTree::ikeSa));
    }

    private static List<IkeSaStatus> matching(List<IkeSaStatus> sas, SaFilter filter) {
        return sas.stream()
                .filter(filter::matches)
                .map(sa -> sa.withChildren(
                        sa.children().stream().filter(filter::matches).toList()))
                .filter(sa -> !filter.namesChild() || !sa.children().isEmpty())
                .toList();
    }

    private CompletionStage<ViciReply> listConnections(ViciMessage request) {
        Optional<String> ike = request.text("ike");
        List<Connection> connections = daemon.connections().stream()
                .filter(c -> ike.map(c.name()::equals).orElse(true))
                .toList();
        return ViciReply.listing(LIST_CONN, connections, ConnectionTree::connection)
                .now();
    }

    private CompletionStage<ViciReply> listPolicies(ViciMessage request) {
        Optional<String> ike = request.text("ike");
        Optional<String> child = request.text("child");
        List<TrapStatus> traps = daemon.traps().stream()
                .filter(t -> isYes(request, "trap"))
                .filter(t -> ike.map(t.connection()::equals).orElse(true))
                .filter(t -> child.map(t.child()::equals).orElse(true))
                .toList();
        return ViciReply.listing(LIST_POLICY, traps, ConnectionTree::trap).now();
    }

    private CompletionStage<ViciReply> getConnections() {
        return ViciReply.of(ViciMessage.builder()
                        .list(
                                "conns",
                                daemon.connections().stream()
                                        .map(Connection::name)
                                        .toList())
                        .build())
                .now();
    }

    private CompletionStage<ViciReply> initiate(ViciMessage request, ViciEvents events) {
        Optional<String> child = request.text("child");
        Optional<String> ike = request.text("ike");
        if (child.isEmpty() && ike.isEmpty()) {
            return ViciReply.failure("missing configuration name").now();
        }
        return daemon.initiate(new Initiation(ike, child, patience(request)), story(events))
                .thenApply(outcome -> outcome.failure().map(ViciReply::failure).orElseGet(ViciReply::success));
    }

    private CompletionStage<ViciReply> terminate(ViciMessage request, ViciEvents events) {
        SaFilter filter = filter(request);
        if (filter.equals(SaFilter.ALL)) {
            return ViciReply.failure("missing terminate selector").now();
        }
        return daemon.terminate(filter, isYes(request, "force"), patience(request), story(events))
                .thenApply(DaemonCommands::terminated);
    }

    private static ViciReply terminated(Outcome outcome) {
        Optional<String> failure =
                outcome.matches() == 0 ? Optional.of("no matching SAs to terminate found") : outcome.failure();
        return ViciReply.of(ViciMessage.builder()
                .put("success", failure.isEmpty() ? "yes" : "no")
                .put("matches", outcome.matches())
                .put("terminated", outcome.done())
                .put("errmsg", failure)
                .build());
    }

    private static Consumer<String> story(ViciEvents events) {
        return line -> events.emit(
                CONTROL_LOG,
                ViciMessage.builder()
                        .put("group", "IKE")
                        .put("level", 1)
                        .put("msg", line)
                        .build());
    }

    private static SaFilter filter(ViciMessage request) {
        return new SaFilter(
                request.text("ike"), number(request, "ike-id"), request.text("child"), number(request, "child-id"));
    }

    /** A number that can't be read matches no SA, rather than all of them. */
    private static OptionalLong number(ViciMessage request, String key) {
        Optional<String> text = request.text(key);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(text.get().matches("\\d{1,18}") ? Long.parseLong(text.get()) : -1);
    }

    /** Milliseconds; 0 is for ever, and what is less is not at all. */
    private static Optional<Duration> patience(ViciMessage request) {
        String text = request.text("timeout").orElse("0");
        if (text.startsWith("-")) {
            return Optional.of(Duration.ZERO);
        }
        return text.matches("[1-9]\\d{0,9}") ? Optional.of(Duration.ofMillis(Long.parseLong(text))) : Optional.empty();
    }

    private static boolean isYes(ViciMessage request, String key) {
        return request.text(key).filter("yes"::equals).isPresent();
    }
}
