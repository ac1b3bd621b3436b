package cygnet.ike.engine;

import cygnet.ike.ipsec.KernelCommand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Inbound SAs of rekeyed pairs, kept a while for packets that were sent before the peer switched over. */
final class Lingering {
    private final EngineContext context;
    private final Map<KernelCommand, Timers.Timer> deletions = new LinkedHashMap<>();
    private boolean over;

    Lingering(EngineContext context) {
        this.context = context;
    }

    /** Performs a deletion after a while. */
    void delete(KernelCommand deletion) {
        if (over) {
            perform(List.of(deletion));
            return;
        }
        deletions.put(deletion, context.after(context.config.inboundLinger(), () -> {
            deletions.remove(deletion);
            perform(List.of(deletion));
        }));
    }

    /** From now on nothing lingers: performs all deletions at once. */
    void end() {
        over = true;
        deletions.values().forEach(Timers.Timer::cancel);
        perform(new ArrayList<>(deletions.keySet()));
        deletions.clear();
    }

    private void perform(List<KernelCommand> commands) {
        context.perform(commands, "deleting an old inbound SA");
    }
}
