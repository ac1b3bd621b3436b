package cygnet.ike.engine;

import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.sa.ChildSa;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Inbound SAs of pairs that others have taken over from, kept a while for packets that were sent before the peer switched over. */
final class Lingering {
    private final EngineContext context;
    private final Map<KernelCommand, Timers.Timer> deletions = new LinkedHashMap<>();
    private boolean over;

    Lingering(EngineContext context) {
        this.context = context;
    }

    /**
     * What takes a Child SA out of the kernel, but for its inbound half if another has its traffic: what the peer has sent
     * on that one is still to be received for a while.
     */
    List<KernelCommand> takeDown(ChildSa child, boolean isBeingReplaced) {
        boolean lingers = isBeingReplaced || context.policies.areShared(child.policies());
        child.wipePending();
        List<KernelCommand> commands = new ArrayList<>();
        commands.add(new KernelCommand.DeleteSa(
                child.outbound().id(), child.outbound().source()));
        commands.addAll(context.policies.release(child.policies()));
        KernelCommand inbound =
                new KernelCommand.DeleteSa(child.inbound().id(), child.inbound().source());
        if (lingers) {
            delete(inbound);
        } else {
            commands.add(inbound);
        }
        return commands;
    }

    /** Performs a deletion after a while. */
    private void delete(KernelCommand deletion) {
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
