package cygnet.ike.engine;

import cygnet.ike.address.IpAddress;
import cygnet.ike.policy.Finding;
import cygnet.ike.policy.Memory;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The memories of hosts: each ends by itself, and the same finding is believed longer the next time. */
final class Memories {
    private static final int MOST = 10_000;
    /** How often something was found in a row is known for so long after the memory has ended. */
    private static final Duration AFTERMATH = Duration.ofHours(1);

    /** What we remember ends when the kernel has removed what follows from it. */
    private static final Duration KERNEL_FIRST = Duration.ofSeconds(1);

    private final EngineContext context;
    private final Map<IpAddress, Entry> entries = new LinkedHashMap<>();
    private final Map<IpAddress, Past> past = new LinkedHashMap<>();

    private record Entry(Memory memory, Timers.Timer end) {}

    /** A memory that has ended. */
    private record Past(Finding finding, int before, Instant until) {}

    Memories(EngineContext context) {
        this.context = context;
    }

    Optional<Memory> of(IpAddress remote) {
        return Optional.ofNullable(entries.get(remote)).map(Entry::memory);
    }

    /** All of them, the oldest first. */
    Collection<Memory> all() {
        return entries.values().stream().map(Entry::memory).toList();
    }

    /** The one that has to go before there can be another one. */
    Optional<IpAddress> surplus() {
        return entries.size() < MOST
                ? Optional.empty()
                : entries.keySet().stream().findFirst();
    }

    /** How often in a row the same was found at a host, lately. */
    int before(IpAddress remote, Finding finding) {
        return Optional.ofNullable(past.get(remote))
                .filter(p -> p.finding() == finding)
                .filter(p -> p.until().plus(AFTERMATH).isAfter(context.now()))
                .map(p -> p.before() + 1)
                .orElse(0);
    }

    /** Takes the place of what was remembered of the host. */
    void remember(Memory memory) {
        recover(memory.remote());
        Duration life = Duration.between(context.now(), memory.until()).plus(KERNEL_FIRST);
        entries.put(memory.remote(), new Entry(memory, context.after(life, () -> over(memory.remote()))));
    }

    /** Its time is over, in the kernel as well. */
    private void over(IpAddress remote) {
        Entry entry = entries.remove(remote);
        if (entry != null) {
            Memory memory = entry.memory();
            past.put(remote, new Past(memory.finding(), memory.before(), memory.until()));
            if (past.size() > MOST) {
                past.remove(past.keySet().iterator().next());
            }
        }
    }

    /** A host has shown that things are otherwise now, so that nothing is believed longer than at first. */
    void recover(IpAddress remote) {
        past.remove(remote);
        Entry entry = entries.remove(remote);
        if (entry != null) {
            entry.end().cancel();
        }
    }

    /** Those of hosts, as they are now. */
    List<IpAddress> hosts() {
        return List.copyOf(entries.keySet());
    }
}
