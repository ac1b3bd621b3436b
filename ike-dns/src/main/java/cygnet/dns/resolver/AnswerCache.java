package cygnet.dns.resolver;

import cygnet.crypto.Octets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers of the upstreams, for as long as their TTLs say. Only a query that is the same in each octet but the id gets the
 * answer again, with all TTLs counted down: so flags, EDNS and the case of letters need not be understood. A query with EDNS
 * options (a subnet, a cookie) and an answer with such are never kept, nor are errors, and what was cut.
 *
 * <p>When it is full, the answer that was not wanted for longest goes. Owned by the event loop.
 */
final class AnswerCache {
    private static final int MOST_OCTETS = 4096;
    private static final long MOST_SECONDS = Duration.ofDays(1).toSeconds();

    private final int capacity;
    private final LongSupplier nanoTime;
    private final LinkedHashMap<Octets, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

    private record Kept(Octets answer, long since, long seconds) {}

    /**
     * A cache.
     *
     * @param capacity how many answers are kept; 0 for none
     * @param nanoTime a clock for differences alone, as {@link System#nanoTime}
     */
    AnswerCache(int capacity, LongSupplier nanoTime) {
        this.capacity = capacity;
        this.nanoTime = nanoTime;
    }

    /** The answer to {@code query} with the TTLs that it has now; it belongs to the caller. */
    byte @Nullable [] find(Query query) {
        if (capacity == 0 || !query.isPlain()) {
            return null;
        }
        Octets key = query.withoutId();
        Kept found = kept.get(key);
        if (found == null) {
            return null;
        }
        long age = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - found.since());
        if (age >= found.seconds()) {
            kept.remove(key);
            return null;
        }
        byte[] answer = found.answer().toByteArray();
        Records records = new Records(answer, query.questionEnd());
        while (records.next()) {
            if (!records.isOpt()) {
                records.setTtl(records.ttl() - age);
            }
        }
        return answer;
    }

    /** Keeps a copy of {@code answer}, if that may be done. */
    void keep(Query query, byte[] answer) {
        if (capacity == 0 || !query.isPlain() || answer.length > MOST_OCTETS) {
            return;
        }
        long seconds = lifetime(answer, query.questionEnd());
        if (seconds <= 0) {
            return;
        }
        kept.put(query.withoutId(), new Kept(Octets.of(answer), nanoTime.getAsLong(), seconds));
        if (kept.size() > capacity) {
            kept.remove(kept.keySet().iterator().next());
        }
    }

    void clear() {
        kept.clear();
    }

    int size() {
        return kept.size();
    }

    /** For how many seconds all of the answer holds; 0 if it must not be kept. */
    private static long lifetime(byte[] answer, int questionEnd) {
        int rcode = Wire.rcode(answer);
        boolean isAnswer = rcode == Wire.NOERROR || rcode == Wire.NXDOMAIN;
        if (!isAnswer || Wire.isTruncated(answer) || Wire.questions(answer) != 1) {
            return 0;
        }
        boolean positive = rcode == Wire.NOERROR && Wire.answers(answer) > 0;
        boolean bounded = positive;
        long least = MOST_SECONDS;
        Records records = new Records(answer, questionEnd);
        while (records.next()) {
            if (records.isOpt()) {
                if (records.length() > 0) {
                    return 0;
                }
            } else {
                least = Math.min(least, records.ttl());
                if (records.isSoa() && !positive) {
                    // RFC 2308 section 5: an absence that no SOA record comes with must not be kept.
                    least = Math.min(least, records.soaMinimum());
                    bounded = true;
                }
            }
        }
        return bounded && records.isWhole() ? least : 0;
    }

    /** Goes through the records behind the question. */
    private static final class Records {
        private static final int SOA = 6;

        /** Type, class, TTL and length. */
        private static final int FIXED = 10;

        private final byte[] message;
        private final int count;
        private int seen;
        private int start;
        private int end;
        private int fixed;

        Records(byte[] message, int questionEnd) {
            this.message = message;
            this.count = Wire.answers(message) + Wire.authorities(message) + Wire.additionals(message);
            this.end = questionEnd;
        }

        boolean next() {
            int next = seen < count ? Wire.endOfRecord(message, end) : -1;
            if (next < 0) {
                return false;
            }
            start = end;
            end = next;
            fixed = Wire.endOfName(message, start);
            seen++;
            return true;
        }

        /** Whether all records could be read, and nothing is behind them. */
        boolean isWhole() {
            return seen == count && end == message.length;
        }

        boolean isOpt() {
            return Wire.isOpt(message, start);
        }

        boolean isSoa() {
            return Wire.uint16(message, fixed) == SOA && length() >= Integer.BYTES;
        }

        int length() {
            return end - fixed - FIXED;
        }

        /** Seconds; RFC 2181 section 8 takes a number with the highest bit for 0. */
        long ttl() {
            return Math.max(0, int32(fixed + Integer.BYTES));
        }

        void setTtl(long seconds) {
            Wire.putUint16(message, fixed + Integer.BYTES, (int) (seconds >> Short.SIZE));
            Wire.putUint16(message, fixed + Integer.BYTES + Short.BYTES, (int) seconds);
        }

        long soaMinimum() {
            return Math.max(0, int32(end - Integer.BYTES));
        }

        private int int32(int at) {
            return Wire.uint16(message, at) << Short.SIZE | Wire.uint16(message, at + Short.BYTES);
        }
    }
}
