package cygnet.dns;

import cygnet.ike.address.Endpoint;
import cygnet.ike.lookup.DnsOutcome;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.io.DefaultIoClientFactory;

/** The open questions: how many there may be, how long each may take, and the threads that they run on. */
final class Questions implements AutoCloseable {
    private final DnsConfig config;
    private final @Nullable QueryCarrier carrier;
    private final AnswerSource source;
    private final Lookup lookup;
    private final ExecutorService threads;

    /** Where a question is asked, and where its answers are worked with. */
    private final Executor asking;

    private final Executor working;
    private final ScheduledThreadPoolExecutor timer;
    private final Set<Question> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger openCount = new AtomicInteger();

    /** @param carrier takes the queries to the name servers; null: they go to those of the configuration */
    Questions(DnsConfig config, @Nullable QueryCarrier carrier, Clock clock) {
        this.config = config;
        this.carrier = carrier;
        if (carrier == null && config.upstreams().isEmpty()) {
            throw new IllegalArgumentException("there is no DNS upstream to ask");
        }
        // Validation is arithmetic: more threads than processors would not help.
        this.threads = Executors.newFixedThreadPool(
                Math.max(2, Runtime.getRuntime().availableProcessors()), daemonThreads("cygnet-dns"));
        // A carrier does not block, and without validation there is next to nothing to do: a change of threads costs
        // more.
        this.asking = carrier == null ? threads : Runnable::run;
        this.working = carrier == null || config.dnssec() == DnssecMode.VALIDATE ? threads : Runnable::run;
        this.timer = new ScheduledThreadPoolExecutor(1, daemonThreads("cygnet-dns-timer"));
        timer.setRemoveOnCancelPolicy(true);
        warmUp();
        this.source = source(config, carrier, clock);
        this.lookup = new Lookup(source, config.limits(), clock);
    }

    private AnswerSource source(DnsConfig config, @Nullable QueryCarrier carrier, Clock clock) {
        ExchangeSettings settings = ExchangeSettings.of(config);
        FixedResolver upstreams = carrier == null
                ? new Upstreams(config.upstreams(), settings, timer)
                : new CarriedQueries(carrier, settings);
        return switch (config.dnssec()) {
            case VALIDATE ->
                new ValidatedAnswers(
                        upstreams,
                        TrustAnchors.parse(config.trustAnchors(), clock.instant()),
                        config.trustAnchorFile().map(file -> new AnchorFile(file, config.trustAnchors(), clock)),
                        clock);
            case TRUST_AD -> new ResolverAnswers(upstreams, true);
            case OFF -> new ResolverAnswers(upstreams, false);
        };
    }

    /** dnsjava's network classes can deadlock when several threads initialize them at once (dnsjava issues 315, 326). */
    private static void warmUp() {
        DefaultIoClientFactory clients = new DefaultIoClientFactory();
        clients.createOrGetUdpClient();
        clients.createOrGetTcpClient();
    }

    /**
     * Asks for the records of {@code name}.
     *
     * @return completes with the outcome within the timeout; fails with a {@link LookupFailure} if the question can't
     *     even be asked now
     */
    CompletionStage<DnsOutcome<Record>> ask(Name name, int type) {
        return trace(name, type, config.timeout()).thenApply(Traced::outcome);
    }

    /**
     * An outcome, and by which names it was reached.
     *
     * @param way at least one name
     */
    record Traced(DnsOutcome<Record> outcome, List<Waypoint> way) {}

    /** As {@link #ask}, within {@code limit}. */
    CompletionStage<Traced> trace(Name name, int type, Duration limit) {
        if (openCount.incrementAndGet() > config.limits().questionsInFlight()) {
            openCount.decrementAndGet();
            return CompletableFuture.failedStage(LookupFailure.server(
                    "too busy: " + config.limits().questionsInFlight() + " questions to DNS are open"));
        }
        Question question = new Question(name, type, config.limits().queriesPerQuestion(), working);
        open.add(question);
        try {
            Future<?> deadline = timer.schedule(question::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
            // Who hears of the outcome may ask the next question at once: there must be room for it by then.
            CompletionStage<DnsOutcome<Record>> settled = question.outcome().whenComplete((outcome, thrown) -> {
                deadline.cancel(false);
                open.remove(question);
                openCount.decrementAndGet();
            });
            asking.execute(() -> lookup.run(question));
            return settled.thenApply(outcome -> new Traced(outcome, question.way()));
        } catch (RejectedExecutionException e) {
            open.remove(question);
            return CompletableFuture.failedStage(closed());
        }
    }

    /** The keys with which the validation of {@code name} begins, DS or DNSKEY records of the zone that they are for. */
    Optional<RRset> trustAnchor(Name name) {
        return source.trustAnchor(name);
    }

    /** Who is asked at present, for people. */
    List<String> servers() {
        return carrier == null
                ? config.upstreams().stream().map(Endpoint::toString).toList()
                : carrier.servers();
    }

    /** Ends all questions. Nothing is interrupted: an interrupt could stop dnsjava's network thread for everybody. */
    @Override
    public void close() {
        threads.shutdown();
        timer.shutdownNow();
        open.forEach(question -> question.fail(closed()));
    }

    private static LookupFailure closed() {
        return LookupFailure.server("the key directory is closed");
    }

    private static ThreadFactory daemonThreads(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
