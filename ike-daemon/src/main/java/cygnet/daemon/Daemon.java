package cygnet.daemon;

import cygnet.crypto.RandomSource;
import cygnet.daemon.config.DaemonConfig;
import cygnet.daemon.config.DaemonSettings;
import cygnet.daemon.loop.Answers;
import cygnet.daemon.loop.EngineClock;
import cygnet.daemon.loop.EngineFlows;
import cygnet.daemon.loop.EngineLoop;
import cygnet.daemon.loop.EngineView;
import cygnet.daemon.loop.EventLog;
import cygnet.daemon.loop.HostAddresses;
import cygnet.daemon.loop.Introducer;
import cygnet.daemon.loop.KernelSocketHandle;
import cygnet.daemon.loop.KernelState;
import cygnet.daemon.loop.SaStatusReader;
import cygnet.daemon.net.IkeSockets;
import cygnet.daemon.net.OpenFiles;
import cygnet.daemon.net.SourceAddresses;
import cygnet.daemon.publish.AutoPublisher;
import cygnet.daemon.state.MemoryFile;
import cygnet.daemon.vici.DaemonCommands;
import cygnet.daemon.vici.FlowBook;
import cygnet.daemon.vici.HostCommands;
import cygnet.daemon.vici.NameBook;
import cygnet.daemon.vici.NameCommands;
import cygnet.daemon.vici.ReloadCommand;
import cygnet.daemon.vici.SocketUsers;
import cygnet.daemon.vici.StatusCommand;
import cygnet.daemon.vici.TriggerCommand;
import cygnet.daemon.vici.ViciRegistry;
import cygnet.daemon.vici.ViciServer;
import cygnet.dns.KeyDirectory;
import cygnet.dns.resolver.HostNames;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.IkeEngine;
import cygnet.ike.engine.Input;
import cygnet.ike.engine.Recollection;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.policy.PeerPolicy;
import cygnet.kernel.Kernel;
import cygnet.kernel.KernelEvents;
import cygnet.kernel.KernelException;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.rtnetlink.AddressEvents;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running daemon: all parts, wired. One event loop owns the engine, the sockets and the kernel; signatures and key
 * exchanges are computed on a pool beside it.
 */
public final class Daemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("cygnet");
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(8);
    /** Memories last a minute at least, so that little is lost by a crash. */
    private static final Duration MEMORY_KEPT = Duration.ofMinutes(1);

    private final DaemonConfig config;
    private final ActiveConfig active;
    private final MemoryFile memory;
    private final MultiThreadIoEventLoopGroup group;
    private final IoEventLoop loop;
    private final ExecutorService pool;
    private final Kernel ipsec;
    private final KernelState kernel;
    private final Optional<NameService> names;
    private final Optional<KeyDirectory> directory;
    private final EngineClock clock;
    private final EventLog log;
    private final EngineLoop engineLoop;
    private final FlowBook flows;
    private final Optional<Introducer> introducer;
    private final IkeSockets sockets;
    private final SourceAddresses routes;
    private final HostAddresses addresses;
    private final Optional<AutoPublisher> publisher;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean prepared;
    private volatile boolean clean;
    private final List<ViciServer> control = new ArrayList<>();

    private Daemon(DaemonConfig config, Path file, KernelAccess access, SourceAddresses routes) {
        this.config = config;
        this.active = new ActiveConfig(file, config);
        this.memory = new MemoryFile(Settings.memoryFile());
        this.group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        this.loop = group.next();
        this.pool = Executors.newFixedThreadPool(
                Math.max(1, Runtime.getRuntime().availableProcessors() - 1), Threads.named("crypto"));
        this.ipsec = access.kernel();
        this.routes = routes;
        this.kernel = new KernelState(ipsec, config.manualSas());
        this.names = config.dns().map(dns -> new NameService(dns, this::nameServersChanged));
        this.directory = names.map(NameService::directory);
        this.clock = new EngineClock();
        this.log = new EventLog(clock::now);
        IkeEngine engine = new IkeEngine(Settings.engine(config.daemon()), RandomSource.system(), clock.now());
        Optional<HostNames> hostNames = names.map(NameService::hostNames);
        this.engineLoop = new EngineLoop(loop, engine, clock, new Answers(ipsec, hostNames, pool), log);
        this.flows = new EngineFlows(engineLoop, routes, clock);
        this.introducer = hostNames.map(n -> new Introducer(engineLoop, n, routes));
        this.sockets = new IkeSockets(
                loop,
                new IkeSockets.Ports(config.daemon().port(), config.daemon().portNatT()),
                access.exemption(),
                OpenFiles.ofThisProcess(),
                (local, remote, octets) -> engineLoop.submit(new Input.Datagram(local, remote, octets)));
        engineLoop.attach(sockets);
        this.addresses = new HostAddresses(
                loop,
                engineLoop,
                sockets,
                config.daemon().listen(),
                routes,
                () -> Settings.sources(active.peers(), routes));
        this.publisher = Settings.publication(config).map(p -> new AutoPublisher(p, Threads.named("publish")));
    }

    /**
     * Starts a daemon; when this returns it is ready.
     *
     * @param file where the configuration was read from, and may be read again
     * @throws StartupException telling what is missing
     */
    public static Daemon start(DaemonConfig config, Path file, Path controlSocket) throws StartupException {
        SocketCalls calls = SocketCalls.system();
        try {
            KernelAccess access = KernelAccess.open(config.daemon().kernel(), calls);
            Daemon daemon = new Daemon(config, file, access, SourceAddresses.open(calls));
            try {
                daemon.start(access.events().open(), AddressEvents.open(calls), controlSocket);
                return daemon;
            } catch (StartupException | KernelException e) {
                daemon.kernel.clear();
                daemon.close();
                throw e;
            }
        } catch (KernelException e) {
            throw new StartupException("the kernel's IPsec cannot be used: " + e.getMessage(), e);
        }
    }

    private void start(KernelEvents events, AddressEvents addressEvents, Path controlSocket)
            throws StartupException, KernelException {
        requireAddress();
        kernel.prepare(names.map(NameService::servers).orElse(List.of()));
        prepared = true;
        CompletionStage<?> dnsChecked = StartupChecks.dns(directory);
        StartupChecks checks = new StartupChecks(config, ipsec, loop);
        checks.publishedKeys(directory);
        checks.selfTest();
        checks.socketTest();
        Map<IpAddress, IpAddress> sources = Settings.sources(config.peers(), routes);
        await("opening sockets", () -> addresses.begin(sources)).forEach(LOG::error);
        listen(KernelSocketHandle.of(events, this::onKernelEvent));
        listen(KernelSocketHandle.of(addressEvents, this::onAddressEvent));
        engineLoop.submit(new Input.Configure(config.peers(), sources));
        engineLoop.submit(new Input.Recall(memory.read()));
        try {
            kernel.removeStrangers(engineLoop.ask(IkeEngine::standingPolicies).get());
            await("looking for held packets", this::resumeHeldFlows);
        } catch (InterruptedException | ExecutionException e) {
            throw new StartupException("the engine did not start: " + e.getMessage(), e);
        }
        openControlSockets(controlSocket);
        if (names.isPresent()) {
            names.get().serve(introducer.orElseThrow());
        }
        StartupChecks.awaitQuietly(dnsChecked);
        publisher.ifPresent(AutoPublisher::changed);
        long rest = MEMORY_KEPT.toMillis();
        loop.scheduleWithFixedDelay(this::keepMemory, rest, rest, TimeUnit.MILLISECONDS)
                .addListener(ended -> LOG.debug("what is remembered of hosts is no longer written"));
        LOG.info(
                "ready: Cygnet {}, {} connection(s), {} rule(s) of groups, {}",
                Version.text(),
                config.peers().connections().size(),
                config.peers().groups().rules().size(),
                config.host().id().map(id -> "as " + id).orElse("without an identity of its own"));
        Readiness.announce(loop);
    }

    private void listen(EpollIoHandle handle) throws StartupException {
        IoRegistration registration =
                await("listening to the kernel", () -> loop.register(handle)).getNow();
        registration.submit(EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET));
    }

    private void onKernelEvent(KernelEvent event) {
        if (event instanceof KernelEvent.EventsLost) {
            LOG.warn("the kernel's events came too fast: some were lost");
            resumeHeldFlows();
        } else {
            engineLoop.submit(new Input.FromKernel(event));
        }
    }

    private void force(PeerPolicy peers) {
        loop.execute(() -> engineLoop.submit(new Input.Configure(peers, Settings.sources(peers, routes))));
    }

    private void keepMemory() {
        List<Recollection> now = flows.memories().stream().map(Recollection::of).toList();
        pool.execute(() -> memory.writeIfChanged(now));
    }

    private void onAddressEvent() {
        addresses.changed();
        publisher.ifPresent(AutoPublisher::changed);
    }

    private int resumeHeldFlows() {
        List<KernelEvent.Acquire> held = kernel.heldFlows(engineLoop.waitingPolicies());
        held.forEach(acquire -> engineLoop.submit(new Input.FromKernel(acquire)));
        return held.size();
    }

    private void openControlSockets(Path path) throws StartupException {
        EngineView view = new EngineView(
                engineLoop,
                log,
                new SaStatusReader(ipsec, clock),
                active::peers,
                introducer,
                new EngineView.Beside(
                        () -> publisher.map(AutoPublisher::status).orElse(Map.of()),
                        () -> names.map(NameService::status),
                        config.manualSas()),
                Version.text());
        Optional<NameBook> book = NameBook.of(names.map(NameService::hostNames));
        openControlSocket(
                path,
                SocketUsers.OURSELVES,
                DaemonCommands.of(view, Clock.systemUTC())
                        .with(StatusCommand.registry(view, flows, Clock.systemUTC()))
                        .with(NameCommands.registry(book))
                        .with(HostCommands.registry(flows, book))
                        .with(ReloadCommand.registry(() -> active.reload(pool, this::force))));
        Optional<DaemonSettings.TriggerSocket> trigger = config.daemon().triggerSocket();
        if (trigger.isPresent()) {
            openControlSocket(
                    trigger.get().path(), SocketUsers.ofGroup(trigger.get().group()), TriggerCommand.registry(view));
        }
        Optional<Path> query = config.daemon().querySocket();
        if (query.isPresent()) {
            openControlSocket(query.get(), SocketUsers.EVERYBODY, HostCommands.queries(flows));
        }
    }

    private void openControlSocket(Path path, SocketUsers users, ViciRegistry registry) throws StartupException {
        try {
            Path parent = path.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            control.add(ViciServer.open(path, users, group, registry));
        } catch (IOException e) {
            throw new StartupException("the control socket cannot be opened: " + e.getMessage(), e);
        }
    }

    private void nameServersChanged(List<Endpoint> servers) {
        if (prepared) {
            loop.execute(() -> kernel.resolversChanged(servers));
        }
    }

    private <T> T await(String what, Callable<T> task) throws StartupException {
        try {
            return loop.submit(task).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException(what + " was interrupted", e);
        } catch (ExecutionException e) {
            throw new StartupException(what + ": " + OpenFiles.reason(e), e);
        }
    }

    private void requireAddress() throws StartupException {
        try {
            if (config.daemon().listen().isEmpty() && addresses.present().isEmpty()) {
                throw new StartupException("this host has no address to listen on");
            }
        } catch (SocketException e) {
            throw new StartupException("the host's addresses cannot be listed: " + e.getMessage(), e);
        }
    }

    /** Asks for the end; returns when it has come: whether everything was left clean. Safe on any thread. */
    public boolean stop() {
        stopRequested.countDown();
        try {
            if (finished.await(2 * LONGEST_GOODBYE.toSeconds(), TimeUnit.SECONDS)) {
                return clean;
            }
            LOG.error("stopping takes too long: giving up");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Waits until {@link #stop} is called, then says goodbye to all peers and leaves nothing in the kernel. */
    public void awaitStop() {
        try {
            stopRequested.await();
            LOG.info("stopping");
            memory.writeIfChanged(engineLoop
                    .ask(engine ->
                            engine.memories().stream().map(Recollection::of).toList())
                    .get());
            engineLoop.submit(new Input.Shutdown());
            engineLoop.stopped().get(LONGEST_GOODBYE.toSeconds(), TimeUnit.SECONDS);
            await("cleaning up", () -> {
                kernel.clear();
                return true;
            });
            clean = true;
            LOG.info("stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | StartupException e) {
            LOG.error("the daemon did not stop cleanly: {}", e.toString());
        }
    }

    @Override
    public void close() {
        for (ViciServer server : control) {
            try {
                server.close();
            } catch (IOException e) {
                LOG.warn("a control socket is left behind: {}", e.getMessage());
            }
        }
        loop.execute(sockets::close);
        loop.execute(routes::close);
        names.ifPresent(NameService::close);
        publisher.ifPresent(AutoPublisher::close);
        pool.shutdownNow();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        finished.countDown();
    }
}
