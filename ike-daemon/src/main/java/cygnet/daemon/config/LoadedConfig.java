package cygnet.daemon.config;

import java.util.List;

/**
 * A configuration that can be used.
 *
 * @param warnings what it says to no effect, by place
 */
public record LoadedConfig(DaemonConfig config, List<Problem> warnings) {
    public LoadedConfig {
        warnings = List.copyOf(warnings);
    }
}
