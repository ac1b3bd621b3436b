package cygnet.daemon.loop;

import cygnet.kernel.KernelException;
import cygnet.kernel.rtnetlink.AddressEvents;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the kernel's word that addresses or routes have changed into Netty's epoll loop. */
public final class AddressEventHandle implements EpollIoHandle {
    private static final Logger LOG = LoggerFactory.getLogger(AddressEventHandle.class);

    private final AddressEvents events;
    private final Runnable changed;
    private final FileDescriptor descriptor;

    public AddressEventHandle(AddressEvents events, Runnable changed) {
        this.events = events;
        this.changed = changed;
        this.descriptor = new FileDescriptor(events.fd());
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        try {
            if (events.drain()) {
                changed.run();
            }
        } catch (KernelException e) {
            LOG.error("changes of addresses cannot be read: {}", e.getMessage());
            registration.cancel();
        }
    }

    @Override
    public void close() {
        events.close();
    }
}
