package cygnet.daemon;

import cygnet.crypto.RandomSource;
import cygnet.daemon.config.DaemonConfig;
import cygnet.daemon.selftest.HandshakeTest;
import cygnet.daemon.selftest.KernelProbe;
import cygnet.daemon.selftest.PublishedKey;
import cygnet.daemon.selftest.SocketTest;
import cygnet.dns.KeyDirectory;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.policy.Connection;
import cygnet.kernel.Kernel;
import io.netty.channel.IoEventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What is tried before the daemon says that it is ready. It also warms the JVM up, so that the first peer does not wait. */
final class StartupChecks {
    private static final Logger LOG = LoggerFactory.getLogger("cygnet");
    /** Enough for the JVM to have loaded everything, and compiled what is hot; two would be enough as a test. */
    private static final int SELF_TEST_ROUNDS = 20;

    private static final Duration SELF_TEST_TIME = Duration.ofSeconds(1);

    /** How long the start waits for DNS. */
    private static final Duration DNS_PATIENCE = Duration.ofSeconds(2);

    private final DaemonConfig config;
    private final Kernel kernel;
    private final IoEventLoop loop;
    private final List<Connection> connections;

    StartupChecks(DaemonConfig config, Kernel kernel, IoEventLoop loop) {
        this.config = config;
        this.kernel = kernel;
        this.loop = loop;
        this.connections = Settings.connections(config.peers());
    }

    /** Fails on a key that does not work; a kernel without ESP is only told, since IKE itself can do without. */
    void selfTest() throws StartupException {
        List<Proposal> esp = Settings.espProposals(config.peers());
        new KernelProbe(kernel).run(esp).forEach(LOG::error);
        if (config.host().key().isEmpty() || connections.isEmpty() || esp.isEmpty()) {
            return;
        }
        HandshakeTest test = new HandshakeTest(
                RandomSource.system(),
                config.host().key().get(),
                connections.get(0).proposals(),
                esp);
        long enough = System.nanoTime() + SELF_TEST_TIME.toNanos();
        for (int round = 0; round < SELF_TEST_ROUNDS && (round < 2 || System.nanoTime() < enough); round++) {
            Optional<String> trouble = test.run();
            if (trouble.isPresent()) {
                throw new StartupException("the self-test failed: " + trouble.get());
            }
        }
    }

    /** Only told to who looks closely: a host without a loopback interface has sockets all the same. */
    void socketTest() throws StartupException {
        try {
            new SocketTest(loop).run().ifPresent(trouble -> LOG.debug("the test of sockets failed: {}", trouble));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException("the test of sockets was interrupted", e);
        }
    }

    /** Tells what is wrong with DNS, and has the directory fetch what every later answer depends on. */
    static CompletionStage<?> dns(Optional<KeyDirectory> directory) {
        return directory
                .map(d -> d.checkReady()
                        .thenAccept(list -> list.forEach(line -> LOG.warn("DNS is not in order: {}", line))))
                .orElseGet(() -> CompletableFuture.completedStage(null));
    }

    /** Nobody waits for it; that the names of peers often lie in the same zone is one more use. */
    void publishedKeys(Optional<KeyDirectory> directory) {
        List<PublishedKey> keys = directory.isPresent() ? PublishedKey.of(connections) : List.of();
        for (PublishedKey key : keys) {
            directory.get().keys(key.name()).whenComplete((outcome, impossible) -> {
                PublishedKey.Finding finding = key.judge(outcome);
                LOG.atLevel(finding.good() ? Level.INFO : Level.WARN).log(finding.text());
            });
        }
    }

    /** Dead DNS keeps nobody from starting: it may come back, and until then nothing is sent in clear. */
    static void awaitQuietly(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().get(DNS_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("DNS has not answered yet; going on without it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
