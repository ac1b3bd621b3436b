package cygnet.daemon.vici;

import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Memory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code cygnet-status}: all that the daemon has. What there may be thousands of comes in parts, since a packet of vici holds half
 * a mebibyte: each event {@code cygnet-status-part} has one section, which belongs into the answer's section of that name.
 *
 * <pre>
 *   event  cygnet-status-part { ike-sas { 3 { connection = bob  ... } } }
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

    /** Each is made when its turn has come: thousands of trees at a time would need more memory than all else. */
    private Iterator<ViciPacket.Event> parts(List<IkeSaStatus> sas) {
        List<Supplier<ViciMessage>> parts = new ArrayList<>();
        daemon.traps().forEach(trap -> parts.add(() -> part("policies", ConnectionTree.trap(trap))));
        daemon.manualSas()
                .forEach(sa ->
                        parts.add(() -> part("manual-sas", StatusTree.name(sa.name()), sa, StatusTree::manualSa)));
        sas.forEach(sa -> parts.add(() -> part("ike-sas", String.valueOf(sa.id()), sa, StatusTree::namedIkeSa)));
        Set<String> hosts = new HashSet<>();
        for (Memory memory : flows.memories()) {
            String host = memory.remote().toString();
            String name = hosts.add(host) ? host : host + "/from/" + memory.local();
            parts.add(() -> part("memories", name, memory, this::memory));
        }
        return parts.stream()
                .map(part -> new ViciPacket.Event(PART, part.get()))
                .iterator();
    }

    private ViciMessage memory(Memory memory) {
        return FlowTree.memory(memory, flows.now());
    }

    private static <T> ViciMessage part(String section, String name, T thing, Function<T, ViciMessage> tree) {
        return part(
                section, ViciMessage.builder().section(name, tree.apply(thing)).build());
    }

    private static ViciMessage part(String section, ViciMessage contents) {
        return ViciMessage.builder().section(section, contents).build();
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
