package cygnet.ike.engine;

import cygnet.ike.engine.Limits.Rate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A rate for everybody together, and a lower one for each {@code K}, so that nobody takes the others' share. */
final class SharedRate<K> {
    /** Those that are remembered; the one that came first goes when there are more. */
    private static final int MOST_SHARES = 1024;

    private final TokenBucket all;
    private final Rate each;
    private final Map<K, TokenBucket> shares = new LinkedHashMap<>();

    SharedRate(Limits.Shared rate, Instant now) {
        this.all = new TokenBucket(rate.all(), now);
        this.each = rate.each();
    }

    boolean take(K key, Instant now) {
        TokenBucket share = shares.computeIfAbsent(key, k -> new TokenBucket(each, now));
        if (shares.size() > MOST_SHARES) {
            shares.remove(shares.keySet().iterator().next());
        }
        return share.take(now) && all.take(now);
    }
}
