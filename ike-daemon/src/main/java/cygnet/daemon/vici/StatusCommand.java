package cygnet.daemon.vici;

import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Memory;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * {@code cygnet-status}: all that the daemon has. What there may be thousands of comes in parts, since a packet of vici holds half
 * a mebibyte: each event {@code cygnet-status-part} has one section, whose entries belong into the answer's section of that name.
 *
 * <pre>
 *   event  cygnet-status-part { ike-sas { 3 { connection = bob  ... } 4 { ... } } }
 *   event  cygnet-status-part { policies { bob { ... } } }
 *   event  cygnet-status-part { manual-sas { bob { state = INSTALLED  ... } } }
 *   event  cygnet-status-part { memories { 192.0.2.9 { ... } } }       FlowTree
 *   answer { version = ...  uptime = 3600  ... }
 * </pre>
 */
public final class StatusCommand {
    public static final String NAME = "cygnet-status";
    public static final String PART = "cygnet-status-part";

    private final DaemonView daemon;
    private final FlowBook flows;
    private final Clock clock;

    private StatusCommand(DaemonView daemon, FlowBook flows, Clock clock) {
        this.daemon = daemon;
        this.flows = flows;
        this.clock = clock;
    }

    public static ViciRegistry registry(DaemonView daemon, FlowBook flows, Clock clock) {
        StatusCommand command = new StatusCommand(daemon, flows, clock);
        return new ViciRegistry(Map.of(NAME, (request, events) -> command.status()), Set.of(PART));
    }

    private CompletionStage<ViciReply> status() {
        return daemon.ikeSas().thenApply(sas -> new ViciReply(parts(sas), head()));
    }

    private Iterator<ViciPacket.Event> parts(List<IkeSaStatus> sas) {
        StatusParts parts = new StatusParts(PART);
        daemon.traps().forEach(trap -> parts.add("policies", 1, () -> ConnectionTree.trap(trap)));
        daemon.manualSas()
                .forEach(sa ->
                        parts.add("manual-sas", 1, () -> entry(StatusTree.name(sa.name()), StatusTree.manualSa(sa))));
        sas.forEach(sa -> parts.add(
                "ike-sas", 1 + sa.children().size(), () -> entry(String.valueOf(sa.id()), StatusTree.namedIkeSa(sa))));
        Set<String> hosts = new HashSet<>();
        for (Memory memory : flows.memories()) {
            String host = memory.remote().toString();
            String name = hosts.add(host) ? host : host + "/from/" + memory.local();
            parts.add("memories", 1, () -> entry(name, FlowTree.memory(memory, flows.now())));
        }
        return parts;
    }

    private static ViciMessage entry(String name, ViciMessage tree) {
        return ViciMessage.builder().section(name, tree).build();
    }

    /** It begins with what a person wants to know. */
    private ViciMessage head() {
        DaemonStats stats = daemon.stats();
        return ViciMessage.builder()
                .put("version", stats.version())
                .put(
                        "uptime",
                        Duration.between(stats.started(), clock.instant()).toSeconds())
                .put("half-open", stats.halfOpen())
                .put("rules", daemon.rules())
                .section("publish", tree -> daemon.publication().forEach(tree::put))
                .section("dns", tree -> daemon.dns().ifPresent(dns -> DnsTree.of(dns, tree)))
                .section("refused", tree -> stats.refused().forEach(tree::put))
                .list(
                        "connections",
                        daemon.connections().stream().map(Connection::name).toList())
                .build();
    }
}
