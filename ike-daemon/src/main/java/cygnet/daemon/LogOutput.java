package cygnet.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import cygnet.daemon.config.DaemonSettings.LogLevel;
import org.slf4j.LoggerFactory;

/** The log as logback.xml sets it up, before any configuration of ours is read: reading that makes loggers already. */
final class LogOutput {
    private LogOutput() {}

    /** From now on nothing below {@code level} is written. */
    static void limit(LogLevel level) {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.valueOf(level.name()));
    }
}
