package cygnet.daemon.loop;

import cygnet.dns.KnownOutcome;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells the operator what DNS says: one line for each outcome that is another than before. Strangers choose some of the
 * names, so only so many lines a second are written.
 */
public final class LookupLog implements Consumer<KnownOutcome> {
    private final Logger log;
    private final LineBudget budget;

    public LookupLog(InstantSource clock) {
        this(LoggerFactory.getLogger("dns"), clock);
    }

    LookupLog(Logger log, InstantSource clock) {
        this.log = log;
        this.budget = new LineBudget(
                clock,
                LineBudget.LINES_A_SECOND,
                count -> log.info("{} more outcomes were not told; `cygnetctl names` shows what is remembered", count));
    }

    @Override
    public void accept(KnownOutcome known) {
        Level level = level(known);
        if (log.isEnabledForLevel(level) && (level == Level.DEBUG || budget.take())) {
            log.atLevel(level).log(known.describe());
        }
    }

    /**
     * Most names that a host asks for have no key, and their addresses are nobody's news. Somebody who lies, or a zone that
     * is broken so that a key can't be used, is for the operator to look at.
     */
    private static Level level(KnownOutcome known) {
        return switch (known.kind()) {
            case FOUND_SECURE, FOUND_UNVALIDATED -> found(known);
            case PROVEN_ABSENCE, UNPROVEN_ABSENCE -> Level.DEBUG;
            case SERVER_FAILURE, TIMEOUT -> Level.INFO;
            case BOGUS -> Level.WARN;
        };
    }

    private static Level found(KnownOutcome known) {
        if (known.asked() != KnownOutcome.Asked.KEYS) {
            return Level.DEBUG;
        }
        return known.records().isEmpty() ? Level.WARN : Level.INFO;
    }
}
