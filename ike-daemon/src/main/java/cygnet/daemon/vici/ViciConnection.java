package cygnet.daemon.vici;

import cygnet.crypto.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client. Its packets are taken one after the other: the next only when the last one is answered, since answers carry
 * nothing that tells them apart. All state belongs to the channel's event loop.
 */
final class ViciConnection extends ChannelInboundHandlerAdapter implements ViciEvents {
    private static final Logger LOG = LoggerFactory.getLogger(ViciConnection.class);

    /** Packets that may wait for an answer before no more are read. */
    private static final int MAX_WAITING = 32;

    /** Octets of events that may wait for a client to take them before it is dropped. */
    private static final long MAX_UNREAD = 1 << 20;

    private final ViciRegistry registry;
    private final Channel channel;
    private final SegmentReader reader = new SegmentReader();
    private final Deque<ViciPacket> waiting = new ArrayDeque<>();
    private final Set<String> registered = new HashSet<>();
    private boolean working;
    private boolean proceeding;
    private @Nullable ViciReply reply;

    ViciConnection(ViciRegistry registry, Channel channel) {
        this.registry = registry;
        this.channel = channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf received = (ByteBuf) message;
        try {
            for (Octets segment : reader.read(received.nioBuffer())) {
                waiting.add(ViciPacket.decode(segment));
            }
        } catch (MalformedViciException e) {
            LOG.warn("A client of the control socket is dropped: it sent {}", e.getMessage());
            close();
            return;
        } finally {
            received.release();
        }
        proceed();
    }

    /** Takes up what waits, until something can't be answered at once. */
    private void proceed() {
        if (proceeding) {
            return; // the loop below goes on by itself
        }
        proceeding = true;
        takeUp();
        proceeding = false;
        channel.config().setAutoRead(waiting.size() < MAX_WAITING);
    }

    private void takeUp() {
        while (!working && !waiting.isEmpty()) {
            ViciPacket packet = waiting.remove();
            if (packet instanceof ViciPacket.CmdRequest request) {
                execute(request);
            } else if (packet instanceof ViciPacket.EventRegister register) {
                boolean known = registry.events().contains(register.name());
                send(known ? new ViciPacket.EventConfirm() : new ViciPacket.EventUnknown());
                if (known) {
                    registered.add(register.name());
                }
            } else if (packet instanceof ViciPacket.EventUnregister unregister) {
                boolean was = registered.remove(unregister.name());
                send(was ? new ViciPacket.EventConfirm() : new ViciPacket.EventUnknown());
            } else {
                LOG.warn("A client of the control socket is dropped: it sent what only a server sends");
                close();
                waiting.clear();
            }
        }
    }

    private void execute(ViciPacket.CmdRequest request) {
        ViciCommand command = registry.commands().get(request.name());
        if (command == null) {
            send(new ViciPacket.CmdUnknown());
            return;
        }
        working = true;
        CompletionStage<ViciReply> answer;
        try {
            answer = command.execute(request.message(), this);
        } catch (RuntimeException e) {
            answer = failed(request, e).now();
        }
        answer.whenComplete((done, failure) -> onLoop(() -> answer(failure == null ? done : failed(request, failure))));
    }

    private static ViciReply failed(ViciPacket.CmdRequest request, Throwable failure) {
        boolean isWrapped = failure instanceof CompletionException && failure.getCause() != null;
        Throwable cause = isWrapped ? failure.getCause() : failure;
        LOG.error("The control command {} failed", request.name(), cause);
        return ViciReply.failure("internal error: " + cause);
    }

    private void answer(ViciReply answer) {
        reply = answer;
        pump();
    }

    /** Sends the reply as far as the client takes it: many events at a time. */
    private void pump() {
        while (reply != null && channel.isWritable()) {
            if (reply.events().hasNext()) {
                ViciPacket.Event event = reply.events().next();
                if (registered.contains(event.name())) {
                    write(event);
                }
            } else {
                send(new ViciPacket.CmdResponse(reply.message()));
                reply = null;
                working = false;
                proceed();
            }
        }
        channel.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        pump();
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void emit(String name, ViciMessage message) {
        onLoop(() -> {
            if (!registered.contains(name)) {
                return;
            }
            if (channel.bytesBeforeWritable() > MAX_UNREAD) {
                LOG.warn("A client of the control socket is dropped: it does not read its events");
                registered.clear();
                close();
                return;
            }
            send(new ViciPacket.Event(name, message));
        });
    }

    private void send(ViciPacket packet) {
        write(packet);
        channel.flush();
    }

    private void write(ViciPacket packet) {
        Octets segment;
        try {
            segment = packet.segment();
        } catch (IllegalArgumentException e) {
            LOG.error("A control message can't be sent: {}", e.getMessage());
            if (packet instanceof ViciPacket.CmdResponse) {
                write(new ViciPacket.CmdResponse(
                        ViciReply.failure("the answer is too long").message()));
            }
            return;
        }
        channel.write(Unpooled.wrappedBuffer(segment.asByteBuffer()))
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private void onLoop(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("A client of the control socket went away", cause);
        close();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a channel that can't be closed is closed already
    void close() {
        channel.close();
    }
}
