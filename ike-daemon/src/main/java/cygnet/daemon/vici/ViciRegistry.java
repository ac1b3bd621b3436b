package cygnet.daemon.vici;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The commands and events that there are; all others are unknown to clients. */
public record ViciRegistry(Map<String, ViciCommand> commands, Set<String> events) {
    public ViciRegistry {
        commands = Map.copyOf(commands);
        events = Set.copyOf(events);
    }

    /** What both offer; no command may be in both. */
    public ViciRegistry with(ViciRegistry other) {
        Map<String, ViciCommand> all = new HashMap<>(commands);
        other.commands.forEach((name, command) -> {
            if (all.put(name, command) != null) {
                throw new IllegalArgumentException("two commands " + name);
            }
        });
        Set<String> allEvents = new HashSet<>(events);
        allEvents.addAll(other.events);
        return new ViciRegistry(all, allEvents);
    }
}
