package cygnet.dns.resolver;

/** One way to ask one upstream. Owned by the resolver's event loop. */
interface Transport {
    /** Sends {@code query} under an id of its own; the answer goes to {@code sink}, on the event loop. */
    Sending send(Query query, AnswerSink sink);

    void close();

    /** A query on its way. */
    interface Sending {
        /** No answer is wanted any more. */
        void cancel();
    }

    /** Is called at most once for each sending, and never from within {@link #send}. */
    interface AnswerSink {
        /** {@code response} answers the question; its id is of no use; it belongs to the receiver. */
        void answered(byte[] response);

        /** The query came to nothing, and at once. */
        void failed(String reason);
    }
}
