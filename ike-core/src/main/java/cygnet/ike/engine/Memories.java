package cygnet.ike.engine;

import cygnet.ike.address.AddressPair;
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
import org.jspecify.annotations.Nullable;

/**
 * The memories of hosts: each ends by itself, and the same finding is believed longer the next time. What is seen from one
 * address of ours need not be so from another one, so that each has its own.
 */
final class Memories {
    private static final int MOST = 10_000;
    /** How often something was found in a row is known for so long after the memory has ended. */
    private static final Duration AFTERMATH = Duration.ofHours(1);

    /** What we remember ends when the kernel has removed what follows from it, whose lives are whole seconds. */
    private static final Duration KERNEL_FIRST = Duration.ofSeconds(2);

    private final EngineContext context;
    private final Map<AddressPair, Entry> entries = new LinkedHashMap<>();
    private final PairsByHost byHost = new PairsByHost();
    private final Map<AddressPair, Past> past = new LinkedHashMap<>();

    private record Entry(Memory memory, Timers.Timer end) {}

    /** A memory that has ended. */
    private record Past(Finding finding, int before, Instant until) {}

    Memories(EngineContext context) {
        this.context = context;
    }

    Optional<Memory> of(AddressPair pair) {
        return Optional.ofNullable(entries.get(pair)).map(Entry::memory);
    }

    /** Those of one host, whatever address of ours they are about. */
    List<Memory> of(IpAddress remote) {
        return byHost.of(remote).stream().flatMap(pair -> of(pair).stream()).toList();
    }

    /** All of them, the oldest first. */
    Collection<Memory> all() {
        return entries.values().stream().map(Entry::memory).toList();
    }

    /** The one that has to go before there can be another one. */
    Optional<AddressPair> surplus() {
        return entries.size() < MOST
                ? Optional.empty()
                : entries.keySet().stream().findFirst();
    }

    /** How often in a row the same was found at a host, lately. */
    int before(AddressPair pair, Finding finding) {
        return Optional.ofNullable(past.get(pair))
                .filter(p -> p.finding() == finding)
                .filter(p -> p.until().plus(AFTERMATH).isAfter(context.now()))
                .map(p -> p.before() + 1)
                .orElse(0);
    }

    /** Takes the place of what was remembered of the host. */
    void remember(Memory memory) {
        AddressPair pair = memory.pair();
        recover(pair);
        Duration life = Duration.between(context.now(), memory.until()).plus(KERNEL_FIRST);
        entries.put(pair, new Entry(memory, context.after(life, () -> over(pair))));
        byHost.add(pair);
    }

    /** The kernel has removed what follows from it: if its time is over, it ends now. */
    void expire(AddressPair pair) {
        Entry entry = entries.get(pair);
        if (entry != null && !entry.memory().until().isAfter(context.now())) {
            entry.end().cancel();
            over(pair);
        }
    }

    /** Its time is over, in the kernel as well. */
    private void over(AddressPair pair) {
        Entry entry = remove(pair);
        if (entry != null) {
            Memory memory = entry.memory();
            past.put(pair, new Past(memory.finding(), memory.before(), memory.until()));
            if (past.size() > MOST) {
                past.remove(past.keySet().iterator().next());
            }
        }
    }

    /** A host has shown that things are otherwise now, so that nothing is believed longer than at first. */
    void recover(AddressPair pair) {
        past.remove(pair);
        Entry entry = remove(pair);
        if (entry != null) {
            entry.end().cancel();
        }
    }

    private @Nullable Entry remove(AddressPair pair) {
        byHost.remove(pair);
        return entries.remove(pair);
    }
}
