package cygnet.ike.engine;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.message.IkeSpi;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What IKE SAs that are over said last. A peer that has not got the answer to its Delete, or the AUTHENTICATION_FAILED,
 * asks again, and has to be answered although the keys are gone (RFC 7296 sections 1.4.1, 2.1).
 */
final class Farewells {
    private static final Duration LIFETIME = Duration.ofSeconds(30);
    /** Each is worth a few kilobytes; the oldest goes when there are more. */
    private static final int MOST = 1000;

    private final EngineContext context;
    private final Map<IkeSpi, Farewell> bySpi = new LinkedHashMap<>();

    Farewells(EngineContext context) {
        this.context = context;
    }

    /**
     * The last answer.
     *
     * @param request the first datagram of what was asked: a repetition is bit-identical
     */
    record Farewell(Octets request, List<Octets> response) {
        Farewell {
            response = List.copyOf(response);
        }
    }

    void keep(IkeSpi spi, Farewell farewell) {
        bySpi.put(spi, farewell);
        context.after(LIFETIME, () -> bySpi.remove(spi, farewell));
        if (bySpi.size() > MOST) {
            Iterator<IkeSpi> oldest = bySpi.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Answers a repeated request; false if there has been no such IKE SA lately. */
    boolean answer(IkeSpi spi, Octets request, Endpoint local, Endpoint remote) {
        Farewell farewell = bySpi.get(spi);
        if (farewell == null) {
            return false;
        }
        if (farewell.request().equals(request)) {
            farewell.response().forEach(d -> context.transmit(local, remote, d));
        }
        return true;
    }
}
