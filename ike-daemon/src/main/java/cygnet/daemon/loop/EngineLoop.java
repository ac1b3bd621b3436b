package cygnet.daemon.loop;

import cygnet.daemon.net.IkeSockets;
import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.IkeEngine;
import cygnet.ike.engine.Input;
import cygnet.ike.engine.Output;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.policy.Assurance;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one engine on one event loop: inputs in, outputs done, one timer. Everything that touches the engine happens on
 * that loop's thread; other threads come in through {@link #submit} and {@link #ask}.
 */
public final class EngineLoop {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLoop.class);

    private final EventLoop loop;
    private final IkeEngine engine;
    private final EngineClock clock;
    private final Answers answers;
    private final EventLog log;
    private final Map<Long, CompletableFuture<Void>> introductions = new HashMap<>();
    private final Deque<Input> waiting = new ArrayDeque<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private @Nullable IkeSockets sockets;
    private @Nullable ScheduledFuture<?> timer;
    private Instant timerDue = Instant.MAX;
    private boolean running;
    private long nextTicket;

    public EngineLoop(EventLoop loop, IkeEngine engine, EngineClock clock, Answers answers, EventLog log) {
        this.loop = loop;
        this.engine = engine;
        this.clock = clock;
        this.answers = answers;
        this.log = log;
    }

    /** The sockets, which in turn feed this loop. */
    public void attach(IkeSockets ikeSockets) {
        sockets = ikeSockets;
    }

    /** Hands the engine an input; from any thread. */
    public void submit(Input input) {
        if (loop.inEventLoop()) {
            waiting.add(input);
            work();
        } else {
            loop.execute(() -> submit(input));
        }
    }

    /**
     * Has the engine protect the traffic with a host that DNS has told us about; only on the engine's own thread.
     *
     * @param sources for each of its addresses the one of ours that the routing table takes
     * @return completes when the kernel has what it needs, or it was refused
     */
    public CompletionStage<Void> introduce(
            DomainName host, Assurance assurance, Map<IpAddress, IpAddress> sources, Duration life) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        long ticket = nextTicket++;
        introductions.put(ticket, done);
        submit(new Input.Introduce(ticket, host, assurance, sources, life));
        return done;
    }

    /**
     * The engine, to be read.
     *
     * @throws IllegalStateException on another thread than the engine's
     */
    IkeEngine engine() {
        if (!loop.inEventLoop()) {
            throw new IllegalStateException("only its own thread may touch the engine");
        }
        return engine;
    }

    /** The policies that wait for packets; only on the engine's own thread. */
    public List<IkeEngine.Waiting> waitingPolicies() {
        return engine().waitingPolicies();
    }

    /** Runs {@code action} on the engine's thread, soon. */
    void execute(Runnable action) {
        loop.execute(action);
    }

    /** Runs {@code action} on the engine's thread, later. */
    void after(Duration delay, Runnable action) {
        loop.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS).addListener(done -> {});
    }

    /** Reads the engine on its own thread. */
    public <R> CompletableFuture<R> ask(Function<IkeEngine, R> question) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                answer.complete(question.apply(engine));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** Completes when everything that {@link Input.Shutdown} asked for is done. */
    public CompletableFuture<Void> stopped() {
        return stopped;
    }

    private void work() {
        if (running) {
            return;
        }
        running = true;
        try {
            Input input = waiting.poll();
            while (input != null) {
                handle(input);
                input = waiting.poll();
            }
        } finally {
            running = false;
        }
        setTimer();
    }

    private void handle(Input input) {
        try {
            for (Output output : engine.handle(input, clock.now())) {
                perform(output);
            }
        } catch (RuntimeException e) {
            // A bug; other peers must not suffer for it.
            LOG.error("the engine failed on {}", input.getClass().getSimpleName(), e);
        }
    }

    private void perform(Output output) {
        if (output instanceof Output.Transmit transmit) {
            if (sockets != null) {
                sockets.send(transmit.local(), transmit.remote(), transmit.octets());
            }
        } else if (output instanceof Output.Keepalive keepalive) {
            if (sockets != null) {
                sockets.keepAlive(keepalive.local(), keepalive.remote());
            }
        } else if (output instanceof Output.Ask<?> ask) {
            answers.find(ask, this::submit);
        } else if (output instanceof Output.Report report) {
            log.log(report.event());
        } else if (output instanceof Output.Introduced introduced) {
            CompletableFuture<Void> done = introductions.remove(introduced.ticket());
            if (done != null) {
                done.complete(null);
            }
        } else if (output instanceof Output.Stopped) {
            introductions.values().forEach(done -> done.complete(null));
            stopped.complete(null);
        }
    }

    private void setTimer() {
        Optional<Instant> deadline = engine.deadline();
        Instant due = deadline.orElse(Instant.MAX);
        if (due.equals(timerDue) && timer != null) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        timerDue = due;
        if (deadline.isPresent()) {
            long nanos = Math.max(0, Duration.between(clock.now(), due).toNanos());
            timer = loop.schedule(
                    () -> {
                        timer = null;
                        submit(new Input.Tick());
                    },
                    nanos,
                    TimeUnit.NANOSECONDS);
        }
    }
}
