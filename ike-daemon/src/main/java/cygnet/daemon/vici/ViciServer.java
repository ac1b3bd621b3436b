package cygnet.daemon.vici;

import cygnet.daemon.net.OpenFiles;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves vici on a Unix socket. Whoever may write to the socket controls the daemon: there is no other authentication. */
public final class ViciServer implements ViciEvents, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ViciServer.class);

    private static final int MAX_CLIENTS = 128;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final ViciRegistry registry;
    private final Set<ViciConnection> clients;
    private final Channel channel;
    private final SocketFile file;

    private ViciServer(ViciRegistry registry, Set<ViciConnection> clients, Channel channel, SocketFile file) {
        this.registry = registry;
        this.clients = clients;
        this.channel = channel;
        this.file = file;
    }

    /**
     * Listens at {@code path}, which owner and group may then read and write.
     *
     * @param group epoll event loops
     * @throws IOException if it can't listen there, e.g. because another daemon does
     */
    public static ViciServer open(Path path, EventLoopGroup group, ViciRegistry registry) throws IOException {
        return open(path, SocketUsers.OURSELVES, group, registry);
    }

    /**
     * Likewise.
     *
     * @param users who may read and write it
     */
    public static ViciServer open(Path path, SocketUsers users, EventLoopGroup group, ViciRegistry registry)
            throws IOException {
        Set<ViciConnection> clients = ConcurrentHashMap.newKeySet();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(EpollServerDomainSocketChannel.class)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        accept(client, registry, clients);
                    }
                });
        ChannelFuture[] bound = new ChannelFuture[1];
        SocketFile file = SocketFile.create(path, users, temporary -> {
            bound[0] = bootstrap
                    .bind(new DomainSocketAddress(temporary.toString()))
                    .awaitUninterruptibly();
            if (!bound[0].isSuccess()) {
                throw new IOException(
                        "can't listen at " + path + ": " + OpenFiles.reason(bound[0].cause()), bound[0].cause());
            }
        });
        return new ViciServer(registry, clients, bound[0].channel(), file);
    }

    private static void accept(Channel channel, ViciRegistry registry, Set<ViciConnection> clients) {
        ViciConnection connection = new ViciConnection(registry, channel);
        if (clients.size() >= MAX_CLIENTS) {
            LOG.warn("The control socket has {} clients; one more is turned away", MAX_CLIENTS);
            connection.close();
            return;
        }
        clients.add(connection);
        channel.closeFuture().addListener(closed -> clients.remove(connection));
        channel.pipeline().addLast(connection);
    }

    /** Sends an event to all clients that have registered for it. */
    @Override
    public void emit(String name, ViciMessage message) {
        if (!registry.events().contains(name)) {
            throw new IllegalArgumentException("event " + name + " is not in the registry");
        }
        clients.forEach(client -> client.emit(name, message));
    }

    /** Stops listening, drops all clients and removes the socket's file. */
    @Override
    public void close() throws IOException {
        file.delete();
        channel.close().awaitUninterruptibly();
        clients.forEach(ViciConnection::close);
    }
}
