package cygnet.dns.resolver;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.dns.QueryCarrier;
import cygnet.ike.address.Endpoint;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recursive name servers of this host: who they are at the time, which of them answer, and the thread that asks them.
 * The forwarding resolver and the key directory both ask through here.
 */
public final class NameServers implements QueryCarrier, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NameServers.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final int MOST_SERVERS = 5;

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final Duration timeout;
    private final Upstreams upstreams;
    private final LoopCheck loopCheck;
    private final List<UpstreamSource> sources;
    private final List<ResolvConf> files = new ArrayList<>();
    private final Set<Endpoint> ourselves;
    private final Consumer<List<UpstreamServer>> onChange;
    private volatile List<UpstreamServer> current = List.of();
    private @Nullable Future<?> looking;
    private int generation;

    private NameServers(
            List<UpstreamSource> sources,
            Set<Endpoint> ourselves,
            Duration timeout,
            SSLContext trust,
            Consumer<List<UpstreamServer>> onChange) {
        this.sources = List.copyOf(sources);
        this.ourselves = Set.copyOf(ourselves);
        this.timeout = timeout;
        this.onChange = onChange;
        this.group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("cygnet-resolver", true), EpollIoHandler.newFactory());
        this.loop = group.next();
        RandomSource random = RandomSource.system();
        this.upstreams = new Upstreams(loop, random, trust);
        this.loopCheck = new LoopCheck(loop, random, upstreams);
    }

    /**
     * Begins to know the name servers; files are looked at every two seconds from now on.
     *
     * @param sources the preferred one first
     * @param ourselves where this host's own resolver listens: never asked
     * @param timeout for one question
     * @param onChange hears of the servers now, before any of them is asked, and whenever they are others
     */
    public static NameServers open(
            List<UpstreamSource> sources,
            Set<Endpoint> ourselves,
            Duration timeout,
            Consumer<List<UpstreamServer>> onChange) {
        return open(sources, ourselves, timeout, TlsClient.systemTrust(), onChange);
    }

    /** As above; {@code trust} decides which certificates of servers are believed. */
    static NameServers open(
            List<UpstreamSource> sources,
            Set<Endpoint> ourselves,
            Duration timeout,
            SSLContext trust,
            Consumer<List<UpstreamServer>> onChange) {
        NameServers servers = new NameServers(sources, ourselves, timeout, trust, onChange);
        servers.loop.submit(servers::begin).syncUninterruptibly();
        return servers;
    }

    private void begin() {
        for (UpstreamSource source : sources) {
            if (source instanceof UpstreamSource.FromFile fromFile) {
                files.add(new ResolvConf(fromFile.file()));
            }
        }
        files.forEach(ResolvConf::refresh);
        use(gather());
        if (!files.isEmpty()) {
            looking = loop.scheduleWithFixedDelay(
                    this::look, LOOK_EVERY.toNanos(), LOOK_EVERY.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        boolean changed = false;
        for (ResolvConf file : files) {
            changed |= file.refresh();
        }
        if (changed) {
            use(gather());
        }
    }

    private List<UpstreamServer> gather() {
        Set<UpstreamServer> servers = new LinkedHashSet<>();
        int file = 0;
        for (UpstreamSource source : sources) {
            if (source instanceof UpstreamSource.Fixed fixed) {
                servers.add(fixed.server());
            } else {
                servers.addAll(files.get(file).servers());
                file++;
            }
        }
        List<UpstreamServer> usable = new ArrayList<>();
        for (UpstreamServer server : servers) {
            if (ourselves.contains(server.endpoint())) {
                LOG.error("the name server {} is this resolver itself: its questions would go round in a loop", server);
            } else if (usable.size() < MOST_SERVERS) {
                usable.add(server);
            }
        }
        return List.copyOf(usable);
    }

    private void use(List<UpstreamServer> servers) {
        if (servers.isEmpty()) {
            LOG.error("there is no name server to ask");
        } else {
            LOG.info("name servers: {}", servers);
        }
        current = servers;
        onChange.accept(servers);
        upstreams.replace(servers);
        generation++;
        loopCheck.serversChanged();
    }

    /** Who is asked at present, the preferred one first. */
    public List<UpstreamServer> current() {
        return current;
    }

    @Override
    public List<String> servers() {
        return current.stream().map(UpstreamServer::toString).toList();
    }

    /** How they do; safe on any thread. */
    public List<UpstreamStatus> status() {
        return upstreams.status();
    }

    /** The thread that all of this runs on. */
    EventLoop loop() {
        return loop;
    }

    Upstreams upstreams() {
        return upstreams;
    }

    /** How many times there have been other name servers. */
    int generation() {
        return generation;
    }

    LoopCheck loopCheck() {
        return loopCheck;
    }

    Duration timeout() {
        return timeout;
    }

    @Override
    public CompletionStage<Octets> carry(Octets query) {
        CompletableFuture<Octets> answer = new CompletableFuture<>();
        Query read = Query.receive(query.toByteArray()).query();
        if (read == null) {
            answer.completeExceptionally(new IOException("that is no query"));
        } else if (loop.inEventLoop()) {
            carry(read, false, answer);
        } else {
            loop.execute(() -> carry(read, false, answer));
        }
        return answer;
    }

    private void carry(Query query, boolean overStream, CompletableFuture<Octets> answer) {
        new ForwardedQuery(loop, query, overStream, upstreams.inOrder(), timeout, response -> {
                    if (response == null) {
                        answer.completeExceptionally(new IOException("all of " + current + " were asked"));
                    } else if (Wire.isTruncated(response) && !overStream) {
                        carry(query, true, answer);
                    } else {
                        answer.complete(Octets.owning(query.toClient(response, true)));
                    }
                })
                .start();
    }

    @Override
    public void close() {
        loop.submit(() -> {
                    if (looking != null) {
                        looking.cancel(false);
                    }
                    loopCheck.stop();
                    upstreams.close();
                })
                .awaitUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
