package cygnet.dns.resolver;

import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DomainName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Which names applications were told to have which address, so that the address of a packet can be turned back into the
 * name. When it is full, the address that was not told for longest goes.
 *
 * <p>Safe for use by several threads.
 */
public final class NameMemory {
    /** Applications keep addresses longer than DNS allows: some for as long as they run. */
    static final Duration AFTERLIFE = Duration.ofHours(1);

    private static final int NAMES_PER_ADDRESS = 8;

    private final int capacity;
    private final InstantSource clock;

    // Guarded by this. The names of an address: the one that was told last comes last.
    private final LinkedHashMap<IpAddress, List<ToldName>> names = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * A name that an application was told to have an address.
     *
     * @param asked the name that the application asked for
     * @param host the canonical name
     * @param at when it was told last
     * @param until when the TTL ends
     */
    public record ToldName(DomainName asked, DomainName host, Instant at, Instant until) {}

    /** @param capacity how many addresses are remembered, each with up to eight names */
    public NameMemory(int capacity, InstantSource clock) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a memory of " + capacity + " addresses");
        }
        this.capacity = capacity;
        this.clock = clock;
    }

    /** Remembers what {@code resolved} tells an application. */
    void remember(Resolved resolved) {
        remember(resolved.asked(), resolved.host(), resolved.addresses(), resolved.ttl());
    }

    /** Remembers that {@code host} was said to have these addresses, for so long. */
    void remember(DomainName host, Collection<IpAddress> addresses, Duration ttl) {
        remember(host, host, addresses, ttl);
    }

    private synchronized void remember(
            DomainName asked, DomainName host, Collection<IpAddress> addresses, Duration ttl) {
        Instant now = clock.instant();
        ToldName told = new ToldName(asked, host, now, now.plus(ttl));
        for (IpAddress address : addresses) {
            List<ToldName> known = names.computeIfAbsent(address, a -> new ArrayList<>(1));
            known.removeIf(
                    other -> other.asked().equals(told.asked()) && other.host().equals(told.host()));
            if (known.size() == NAMES_PER_ADDRESS) {
                known.remove(0);
            }
            known.add(told);
            if (names.size() > capacity) {
                names.remove(names.keySet().iterator().next());
            }
        }
    }

    /** The names of {@code address}, the one that was told last first; up to an hour beyond their TTL. */
    public synchronized List<ToldName> names(IpAddress address) {
        List<ToldName> known = names.get(address);
        if (known == null) {
            return List.of();
        }
        Instant now = clock.instant();
        known.removeIf(told -> told.until().plus(AFTERLIFE).isBefore(now));
        if (known.isEmpty()) {
            names.remove(address);
        }
        List<ToldName> newestFirst = new ArrayList<>(known);
        Collections.reverse(newestFirst);
        return List.copyOf(newestFirst);
    }

    synchronized int size() {
        return names.size();
    }
}
