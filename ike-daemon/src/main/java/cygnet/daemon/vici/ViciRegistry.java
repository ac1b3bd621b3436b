package cygnet.daemon.vici;

import java.util.Map;
import java.util.Set;

/** The commands and events that there are; all others are unknown to clients. */
public record ViciRegistry(Map<String, ViciCommand> commands, Set<String> events) {
    public ViciRegistry {
        commands = Map.copyOf(commands);
        events = Set.copyOf(events);
    }
}
