package cygnet.daemon.loop;

import cygnet.ike.ipsec.KernelEvent;
import cygnet.kernel.KernelEvents;
import cygnet.kernel.KernelException;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the kernel's events into Netty's epoll loop, so that an ACQUIRE needs no thread of its own. */
public final class KernelEventHandle implements EpollIoHandle {
    private static final Logger LOG = LoggerFactory.getLogger(KernelEventHandle.class);

    private final KernelEvents events;
    private final Consumer<KernelEvent> consumer;
    private final FileDescriptor descriptor;

    public KernelEventHandle(KernelEvents events, Consumer<KernelEvent> consumer) {
        this.events = events;
        this.consumer = consumer;
        this.descriptor = new FileDescriptor(events.fd());
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        try {
            events.drain(consumer);
        } catch (KernelException e) {
            LOG.error("the kernel's events cannot be read: {}", e.getMessage());
            registration.cancel();
        }
    }

    @Override
    public void close() {
        events.close();
    }
}
