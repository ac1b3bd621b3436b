package cygnet.daemon.ctl;

import cygnet.crypto.signature.VerificationKey;
import cygnet.daemon.NameService;
import cygnet.daemon.config.ConfigException;
import cygnet.daemon.config.ConfigReader;
import cygnet.daemon.net.LocalAddresses;
import cygnet.daemon.publish.Publication;
import cygnet.daemon.publish.Rollover;
import cygnet.daemon.publish.ValidatedKeys;
import cygnet.dns.publish.HostRecords;
import cygnet.dns.publish.Plan;
import cygnet.dns.publish.PublishException;
import cygnet.dns.publish.Publisher;
import cygnet.ike.address.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What the commands that change DNS have in common. */
final class Publishing implements Rollover.KeyRecords {
    private final Publication publication;
    private final Publisher publisher;
    private final Duration patience;
    private final boolean force;
    private final Consumer<String> story;

    /**
     * @param patience for all name servers to have what is published
     * @param story gets a line for each thing that is done
     */
    Publishing(Publication publication, Duration patience, boolean force, Consumer<String> story) {
        this.publication = publication;
        this.publisher = publication.publisher();
        this.patience = patience;
        this.force = force;
        this.story = story;
    }

    /** @throws IllegalArgumentException telling what the configuration lacks */
    static Publication read(Path config) throws ConfigException {
        try {
            return Publication.of(ConfigReader.read(config).config());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(config + ": " + e.getMessage(), e);
        }
    }

    Plan plan(HostRecords wanted, Set<VerificationKey> ours) throws PublishException {
        return publisher.plan(wanted, ours, force);
    }

    /** Sends, and returns when all name servers have it, and validation shows it. */
    void carryOut(Plan plan, List<VerificationKey> keys) throws PublishException, InterruptedException {
        plan.summary().forEach(story);
        plan.reverseTroubles().forEach(trouble -> story.accept("not done: " + trouble));
        publisher.send(plan);
        publisher.confirm(plan, patience);
        story.accept("all name servers of the zone have it");
        if (publication.isValidated()) {
            lookUp(keys, true);
            story.accept("DNSSEC vouches for it");
        }
    }

    /** As peers do. */
    private void lookUp(List<VerificationKey> keys, boolean securely) throws PublishException, InterruptedException {
        try (NameService names = new NameService(publication.dns(), changed -> {})) {
            new ValidatedKeys(
                            names.directory(), Clock.systemUTC(), time -> TimeUnit.MILLISECONDS.sleep(time.toMillis()))
                    .await(publication.host(), new HashSet<>(keys), securely, patience);
        }
    }

    HostRecords records(List<VerificationKey> keys) throws IOException {
        return publication.records(keys, addresses());
    }

    Optional<List<IpAddress>> addresses() throws IOException {
        return publication.addresses(LocalAddresses.all());
    }

    @Override
    public Duration plan(List<VerificationKey> keys, Set<VerificationKey> ours) throws PublishException {
        Duration life = planFor(keys, ours).keyLife();
        Duration own = publication.config().ttl();
        return life.compareTo(own) > 0 ? life : own;
    }

    @Override
    public void publish(List<VerificationKey> keys, Set<VerificationKey> ours)
            throws PublishException, InterruptedException {
        Plan plan = planFor(keys, ours);
        plan.summary().forEach(story);
        publisher.send(plan);
        publisher.confirm(plan, patience);
    }

    @Override
    public void find(List<VerificationKey> keys) throws PublishException, InterruptedException {
        if (!publication.dns().upstreams().isEmpty()) {
            lookUp(keys, false);
        }
    }

    private Plan planFor(List<VerificationKey> keys, Set<VerificationKey> ours) throws PublishException {
        try {
            return plan(records(keys), ours);
        } catch (IOException e) {
            throw new PublishException(
                    PublishException.Kind.REFUSED, "the host's addresses cannot be listed: " + e.getMessage());
        }
    }
}
