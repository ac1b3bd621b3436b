package cygnet.kernel;

import cygnet.ike.ipsec.KernelEvent;
import java.util.function.Consumer;

/**
 * What the kernel says unasked, on a non-blocking file descriptor for an event loop. As long as it is open the kernel
 * holds packets for which it has no SA yet.
 *
 * <p>Not thread-safe: one thread drains it.
 */
public interface KernelEvents extends AutoCloseable {
    /** Readable when there are events. Belongs to this object: poll it, but do not read or close it. */
    int fd();

    /**
     * Hands over all events that are waiting and returns; suits edge-triggered polling.
     *
     * <p>After {@link KernelEvent.EventsLost}, {@link Kernel#inventory()} tells which flows wait for an SA. A flow whose
     * ACQUIRE found no listener with room is not among them: its packet is gone, and its next one is acquired for.
     *
     * @throws KernelException if the descriptor fails for good
     */
    void drain(Consumer<KernelEvent> consumer) throws KernelException;

    @Override
    void close();
}
