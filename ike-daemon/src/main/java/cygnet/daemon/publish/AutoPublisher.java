package cygnet.daemon.publish;

import cygnet.crypto.signature.VerificationKey;
import cygnet.daemon.config.PublishConfig.Automatic;
import cygnet.daemon.net.LocalAddresses;
import cygnet.dns.publish.Plan;
import cygnet.dns.publish.PublishException;
import cygnet.dns.publish.PublishException.Kind;
import cygnet.dns.publish.Publisher;
import cygnet.ike.address.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon's publishing: at its start, and whenever the host's addresses change. Nothing that goes wrong here stops
 * anything else: it is logged, shown by status, and tried again later.
 *
 * <p>Works on a thread of its own, since name servers may take their time.
 */
public final class AutoPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("cygnet.publish");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Publication publication;
    private final Publisher publisher;
    private final PublishSchedule schedule = new PublishSchedule();
    private final ScheduledExecutorService thread;
    private final AtomicBoolean gathering = new AtomicBoolean();
    private volatile String status = "not tried yet";

    // The rest belongs to the thread.
    private boolean begun;
    private List<IpAddress> attempted = List.of();
    private long notBefore = System.nanoTime();
    private @Nullable Future<?> next;

    public AutoPublisher(Publication publication, ThreadFactory threads) {
        this.publication = publication;
        this.publisher = publication.publisher();
        this.thread = Executors.newSingleThreadScheduledExecutor(threads);
    }

    /** The host's addresses may have changed, or the daemon starts. Returns at once; safe on any thread. */
    public void changed() {
        if (publication.config().automatic() != Automatic.NO && gathering.compareAndSet(false, true)) {
            try {
                Future<?> unused =
                        thread.schedule(this::look, PublishSchedule.GATHERING.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("no longer publishing");
            }
        }
    }

    /** For status: the host, its key, and how publishing goes. */
    public Map<String, String> status() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("name", publication.host().text());
        lines.put("key", publication.key().fingerprint());
        lines.put("state", publication.config().automatic() == Automatic.NO ? "left to cygnetctl publish" : status);
        return lines;
    }

    private void look() {
        gathering.set(false);
        try {
            List<IpAddress> present =
                    publication.addresses(LocalAddresses.all()).orElse(List.of());
            if (!begun || !present.equals(attempted)) {
                begun = true;
                attemptAfter(Duration.ofNanos(Math.max(0, notBefore - System.nanoTime())));
            }
        } catch (IOException e) {
            LOG.warn("the host's addresses cannot be listed: {}", e.getMessage());
        }
    }

    private void attemptAfter(Duration rest) {
        if (next != null) {
            next.cancel(false);
        }
        next = thread.schedule(this::attempt, rest.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void attempt() {
        Duration rest;
        try {
            publish();
            rest = schedule.done();
        } catch (PublishException e) {
            rest = failed(e.kind(), String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            rest = failed(Kind.REFUSED, String.valueOf(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        notBefore = System.nanoTime() + PublishSchedule.LEAST_REST.toNanos();
        attemptAfter(rest);
    }

    private void publish() throws PublishException, IOException, InterruptedException {
        Optional<List<IpAddress>> addresses = publication.addresses(LocalAddresses.all());
        attempted = addresses.orElse(List.of());
        if (addresses.filter(List::isEmpty).isPresent()) {
            status = "nothing to publish: this host has no address that is reachable from everywhere";
            return;
        }
        List<VerificationKey> keys = publication.keys();
        Plan plan = publisher.plan(publication.records(keys, addresses), publication.ours(), false);
        if (!plan.isHeld() && publication.config().automatic() == Automatic.ADDRESSES) {
            status = "DNS has no key of this host at " + publication.host() + ": run cygnetctl publish";
            LOG.warn("{}", status);
            return;
        }
        publisher.send(plan);
        publisher.confirm(plan, PATIENCE);
        plan.summary().forEach(line -> LOG.info("published: {}", line));
        plan.reverseTroubles().forEach(line -> LOG.warn("not published: {}", line));
        status = plan.reverseTroubles().isEmpty()
                ? "up to date"
                : "up to date, but: " + String.join("; ", plan.reverseTroubles());
    }

    private Duration failed(Kind kind, String reason) {
        Duration rest = schedule.failed(kind);
        status = "failed: " + reason;
        LOG.warn("DNS is not told of this host: {}; trying again in {} s", reason, rest.toSeconds());
        return rest;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
