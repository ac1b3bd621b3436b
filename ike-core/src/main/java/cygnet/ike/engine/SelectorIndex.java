package cygnet.ike.engine;

import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.PolicySelector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds things by the outbound traffic that they are about. Those with a single host as destination, which are nearly all,
 * are found without looking at the rest.
 */
final class SelectorIndex<K, V> {
    private final Map<K, Entry<V>> entries = new HashMap<>();
    private final Map<IpNetwork, Map<K, Entry<V>>> byHost = new HashMap<>();
    private final Map<K, Entry<V>> wide = new LinkedHashMap<>();

    private record Entry<V>(V value, List<PolicySelector> selectors) {
        boolean overlaps(PolicySelector selector) {
            return selectors.stream().anyMatch(selector::overlaps);
        }
    }

    void put(K key, V value, List<PolicySelector> selectors) {
        remove(key);
        Entry<V> entry = new Entry<>(value, List.copyOf(selectors));
        entries.put(key, entry);
        for (PolicySelector selector : selectors) {
            if (selector.destination().isHost()) {
                byHost.computeIfAbsent(selector.destination(), host -> new LinkedHashMap<>())
                        .put(key, entry);
            } else {
                wide.put(key, entry);
            }
        }
    }

    void remove(K key) {
        Entry<V> entry = entries.remove(key);
        if (entry != null) {
            wide.remove(key);
            entry.selectors()
                    .forEach(s -> byHost.computeIfPresent(s.destination(), (host, keys) -> {
                        keys.remove(key);
                        return orNothing(keys);
                    }));
        }
    }

    private static <M extends Map<?, ?>> @Nullable M orNothing(M map) {
        return map.isEmpty() ? null : map;
    }

    /** What has traffic in common with one of these selectors. */
    List<V> overlapping(List<PolicySelector> selectors) {
        List<V> found = new ArrayList<>();
        for (PolicySelector selector : selectors) {
            boolean host = selector.destination().isHost();
            Map<K, Entry<V>> near = host ? byHost.getOrDefault(selector.destination(), Map.of()) : entries;
            collect(near, selector, found);
            if (host) {
                collect(wide, selector, found);
            }
        }
        return found.stream().distinct().toList();
    }

    private static <K, V> void collect(Map<K, Entry<V>> from, PolicySelector selector, List<V> found) {
        from.values().stream()
                .filter(entry -> entry.overlaps(selector))
                .map(Entry::value)
                .forEach(found::add);
    }
}
