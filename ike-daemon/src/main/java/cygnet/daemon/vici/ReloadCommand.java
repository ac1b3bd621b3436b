package cygnet.daemon.vici;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * {@code cygnet-reload}: reads the configuration file again, and takes it as a whole or not at all.
 *
 * <pre>
 *   {} answered by
 *   { success = yes  connections = 3  rules = 12
 *     restart = [ dns ]                         sections that have changed and are read at the start alone
 *     warnings = [ "cygnet.conf:3:5: ..." ] }
 *   { success = no  errmsg = "2 error(s)"  problems = [ "cygnet.conf:7:3: ..." ] }
 * </pre>
 */
public final class ReloadCommand {
    public static final String NAME = "cygnet-reload";

    private ReloadCommand() {}

    /** What carries it out. */
    @FunctionalInterface
    public interface Reload {
        /** Reads the file on a thread of its own; completes when the engine has what it says, or it can't be used. */
        CompletionStage<Outcome> reload();
    }

    /**
     * What came of it.
     *
     * @param problems why the file can't be used, by place; empty if it is in force
     * @param connections that are in force
     * @param rules of the groups that are in force
     * @param restart sections whose changes wait for the next start
     */
    public record Outcome(
            List<String> problems, int connections, int rules, List<String> restart, List<String> warnings) {
        public Outcome {
            problems = List.copyOf(problems);
            restart = List.copyOf(restart);
            warnings = List.copyOf(warnings);
        }
    }

    public static ViciRegistry registry(Reload reload) {
        return new ViciRegistry(
                Map.of(NAME, (request, events) -> reload.reload().thenApply(ReloadCommand::reply)), Set.of());
    }

    private static ViciReply reply(Outcome outcome) {
        if (!outcome.problems().isEmpty()) {
            return ViciReply.of(ViciMessage.builder()
                    .put("success", "no")
                    .put("errmsg", outcome.problems().size() + " error(s)")
                    .list("problems", outcome.problems())
                    .build());
        }
        return ViciReply.of(ViciMessage.builder()
                .put("success", "yes")
                .put("connections", outcome.connections())
                .put("rules", outcome.rules())
                .list("restart", outcome.restart())
                .list("warnings", outcome.warnings())
                .build());
    }
}
