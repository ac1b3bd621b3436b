package cygnet.daemon.loop;

import cygnet.ike.sa.IkeEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator what happens: the story of an exchange in a few lines. */
public final class EventLog {
    private static final Logger LOG = LoggerFactory.getLogger("ike");

    void log(IkeEvent event) {
        switch (event.level()) {
            case DETAIL -> LOG.debug("{}", event.describe());
            case INFO -> LOG.info("{}", event.describe());
            case WARNING -> LOG.warn("{}", event.describe());
        }
    }
}
