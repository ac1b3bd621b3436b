package cygnet.daemon.loop;

import cygnet.ike.ipsec.KernelEvent;
import cygnet.kernel.KernelEvents;
import cygnet.kernel.KernelException;
import cygnet.kernel.rtnetlink.AddressEvents;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what the kernel tells into Netty's epoll loop, so that an ACQUIRE needs no thread of its own. */
public final class KernelSocketHandle implements EpollIoHandle {
    private static final Logger LOG = LoggerFactory.getLogger(KernelSocketHandle.class);

    private final String what;
    private final FileDescriptor descriptor;
    private final Drain drain;
    private final Runnable close;

    /** Reads all that is there. */
    private interface Drain {
        void run() throws KernelException;
    }

    private KernelSocketHandle(String what, int fd, Drain drain, Runnable close) {
        this.what = what;
        this.descriptor = new FileDescriptor(fd);
        this.drain = drain;
        this.close = close;
    }

    /** Each event goes to {@code consumer}. */
    public static KernelSocketHandle of(KernelEvents events, Consumer<KernelEvent> consumer) {
        return new KernelSocketHandle("the kernel's events", events.fd(), () -> events.drain(consumer), events::close);
    }

    /** Addresses or routes have {@code changed}. */
    public static KernelSocketHandle of(AddressEvents events, Runnable changed) {
        Drain drain = () -> {
            if (events.drain()) {
                changed.run();
            }
        };
        return new KernelSocketHandle("changes of addresses", events.fd(), drain, events::close);
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        try {
            drain.run();
        } catch (KernelException e) {
            LOG.error("{} cannot be read: {}", what, e.getMessage());
            registration.cancel();
        }
    }

    @Override
    public void close() {
        close.run();
    }
}
