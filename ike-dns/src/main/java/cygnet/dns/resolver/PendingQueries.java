package cygnet.dns.resolver;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The queries that wait for an answer on one socket, by their ids. Owned by the event loop. */
final class PendingQueries {
    /** Leaves a free id easy to find. */
    static final int MOST = 32_768;

    private final Ids ids;
    private final IntObjectMap<Pending> pending = new IntObjectHashMap<>();
    private final Runnable afterCancel;

    PendingQueries(Ids ids, Runnable afterCancel) {
        this.ids = ids;
        this.afterCancel = afterCancel;
    }

    /** A query and where its answer goes. */
    final class Pending implements Transport.Sending {
        private final int id;
        private final Query query;
        private final Transport.AnswerSink sink;

        private Pending(int id, Query query, Transport.AnswerSink sink) {
            this.id = id;
            this.query = query;
            this.sink = sink;
        }

        /** The query as it is sent. */
        byte[] octets() {
            return query.withId(id);
        }

        Query query() {
            return query;
        }

        Transport.AnswerSink sink() {
            return sink;
        }

        @Override
        public void cancel() {
            if (this.equals(pending.get(id))) {
                pending.remove(id);
                afterCancel.run();
            }
        }
    }

    /** Gives the query an id that nobody can guess and that no other one has. */
    Pending add(Query query, Transport.AnswerSink sink) {
        int id = ids.next();
        while (pending.containsKey(id)) {
            id = ids.next();
        }
        Pending added = new Pending(id, query, sink);
        pending.put(id, added);
        return added;
    }

    /** The query that {@code response} answers, which waits no longer; null if there is none. */
    @Nullable
    Pending take(byte[] response) {
        if (response.length < Wire.HEADER) {
            return null;
        }
        int id = Wire.id(response);
        Pending asked = pending.get(id);
        if (asked == null || !asked.query.isAnsweredBy(response)) {
            return null;
        }
        pending.remove(id);
        return asked;
    }

    /** All of them, which wait no longer. */
    List<Pending> takeAll() {
        List<Pending> all = List.copyOf(pending.values());
        pending.clear();
        return all;
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    boolean isFull() {
        return pending.size() >= MOST;
    }
}
