package cygnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import cygnet.daemon.config.DaemonSettings.LogLevel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class LogOutputTest {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();

    @AfterEach
    void restore() {
        root.setLevel(before);
    }

    @Test
    void theLevelCountsForLoggersThatAreThereAlready() {
        org.slf4j.Logger early = LoggerFactory.getLogger("early");
        LogOutput.limit(LogLevel.DEBUG);
        assertThat(early.isDebugEnabled()).isTrue();
        assertThat(early.isTraceEnabled()).isFalse();
        LogOutput.limit(LogLevel.ERROR);
        assertThat(early.isWarnEnabled()).isFalse();
    }

    /** Bad signatures in anybody's zone made the library for DNS write a stack trace each. */
    @Test
    void whatADnsAnswerHoldsIsNotWrittenByTheLibraryThatReadsIt() throws JoranException {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Path.of("src/main/resources/logback.xml").toFile());
        assertThat(context.getLogger("org.xbill.DNS.dnssec.DnsSecVerifier").isErrorEnabled())
                .isFalse();
        assertThat(context.getLogger("dns").isInfoEnabled()).isTrue();
        assertThat(context.getLogger("dns").isDebugEnabled()).isFalse();
    }
}
