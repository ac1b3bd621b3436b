package cygnet.daemon.publish;

import cygnet.crypto.signature.SigningKey;
import cygnet.crypto.signature.VerificationKey;
import cygnet.daemon.publish.RolloverState.Step;
import cygnet.dns.publish.PublishException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One key follows another without a moment in which a peer that asks DNS finds the wrong one: the new key is added, then
 * used when no cache can lack it any more, then the old one is removed.
 *
 * <p>It may be interrupted anywhere. What is done is known from the state file and the key files, and every step may be
 * taken twice.
 */
public final class Rollover {
    private final RolloverFiles files;
    private final KeyRecords dns;
    private final Supplier<SigningKey> generator;
    private final Supplier<Optional<String>> daemonKey;
    private final InstantSource clock;
    private final Consumer<String> story;

    /** The keys of the host in DNS. */
    public interface KeyRecords {
        /**
         * Asks whether {@code keys} may be published, and changes nothing.
         *
         * @return how long caches may hold what is there now
         */
        Duration plan(List<VerificationKey> keys, Set<VerificationKey> ours) throws PublishException;

        /** Publishes exactly {@code keys}; returns when all name servers have them. */
        void publish(List<VerificationKey> keys, Set<VerificationKey> ours)
                throws PublishException, InterruptedException;

        /** Returns when who asks as peers do, through caches, gets exactly {@code keys}. */
        void find(List<VerificationKey> keys) throws PublishException, InterruptedException;
    }

    /**
     * Where it stands.
     *
     * @param finished nothing is left to do
     * @param until when the next step may be taken; empty: as soon as what {@code text} asks for is done
     * @param text a line for the operator
     */
    public record Progress(boolean finished, Optional<Instant> until, String text) {}

    /**
     * @param generator makes the new key
     * @param daemonKey the fingerprint of the key that the running daemon signs with; empty if none runs
     * @param story gets a line for each thing that is done
     */
    public Rollover(
            Path keyFile,
            KeyRecords dns,
            Supplier<SigningKey> generator,
            Supplier<Optional<String>> daemonKey,
            InstantSource clock,
            Consumer<String> story) {
        this.files = new RolloverFiles(keyFile);
        this.dns = dns;
        this.generator = generator;
        this.daemonKey = daemonKey;
        this.clock = clock;
        this.story = story;
    }

    /** Where it stands; nothing is done. */
    public Progress status() throws IOException {
        Optional<RolloverState> state = files.state();
        return state.isEmpty()
                ? new Progress(true, Optional.empty(), "no rollover is going on")
                : standing(state.get());
    }

    /** Begins, or goes on where it stands, as far as can be gone now. */
    public Progress advance() throws IOException, PublishException, InterruptedException {
        Closeable lock = files.lock();
        try {
            return advanceAlone();
        } finally {
            lock.close();
        }
    }

    private Progress advanceAlone() throws IOException, PublishException, InterruptedException {
        Optional<RolloverState> known = files.state();
        RolloverState state = known.isPresent() ? known.get() : begin();
        if (state.step() == Step.MADE) {
            state = add(state);
        }
        if (state.step() == Step.ADDED && !isWaiting(state)) {
            state = use(state);
        }
        if (state.step() == Step.SWITCHED && !isWaiting(state) && !daemonHas(state.oldKey())) {
            return finish(state);
        }
        return standing(state);
    }

    /**
     * Takes everything back.
     *
     * @throws IllegalStateException if the new key is in use already
     */
    public Progress abort() throws IOException, PublishException, InterruptedException {
        Closeable lock = files.lock();
        try {
            return abortAlone();
        } finally {
            lock.close();
        }
    }

    private Progress abortAlone() throws IOException, PublishException, InterruptedException {
        RolloverState state = files.state().orElseThrow(() -> new IllegalStateException("no rollover is going on"));
        if (state.step() == Step.SWITCHED || holds(files.key(), state.newKey())) {
            throw new IllegalStateException(
                    "the new key is in use already: go on, and roll over once more if it is not wanted");
        }
        dns.publish(List.of(state.oldKey()), ours(state));
        files.removeNext();
        files.removeState();
        return new Progress(true, Optional.empty(), "the rollover is taken back; the key is " + name(state.oldKey()));
    }

    private RolloverState begin() throws IOException, PublishException {
        VerificationKey old = RolloverFiles.read(files.key())
                .orElseThrow(() -> new IOException("there is no key in " + files.key()))
                .verificationKey();
        Optional<SigningKey> left = RolloverFiles.read(files.next());
        SigningKey fresh = left.isPresent() ? left.get() : generator.get();
        VerificationKey next = fresh.verificationKey();
        // Better refused now than half way through. From the state on, whoever publishes this host publishes both keys.
        Duration life = dns.plan(List.of(old, next), Set.of(old, next));
        if (left.isEmpty()) {
            files.writeNext(fresh);
            story.accept("made a new key in " + files.next() + ": " + name(next));
        }
        RolloverState state = new RolloverState(Step.MADE, old, next, life, clock.instant());
        files.writeState(state);
        return state;
    }

    private RolloverState add(RolloverState before) throws IOException, PublishException, InterruptedException {
        List<VerificationKey> both = List.of(before.oldKey(), before.newKey());
        RolloverState state = before.remembering(dns.plan(both, ours(before)));
        // Written before anything is sent: afterwards nobody could tell how long the caches hold what was there.
        files.writeState(state);
        dns.publish(both, ours(state));
        RolloverState added = state.after(Step.ADDED, clock.instant());
        files.writeState(added);
        story.accept("all name servers have both keys");
        return added;
    }

    private RolloverState use(RolloverState state) throws IOException, PublishException, InterruptedException {
        if (!holds(files.key(), state.newKey())) {
            List<VerificationKey> both = List.of(state.oldKey(), state.newKey());
            Duration life = dns.plan(both, ours(state));
            dns.publish(both, ours(state)); // in case somebody took one away meanwhile
            dns.find(both);
            if (!holds(files.next(), state.newKey())) {
                throw new IOException("the new key " + name(state.newKey()) + " is missing in " + files.next());
            }
            files.switchKeys();
            story.accept("the new key is in " + files.key() + " now, the old one in " + files.old());
            RolloverState switched = state.remembering(life).after(Step.SWITCHED, clock.instant());
            files.writeState(switched);
            return switched;
        }
        RolloverState switched = state.after(Step.SWITCHED, clock.instant());
        files.writeState(switched);
        return switched;
    }

    private Progress finish(RolloverState state) throws IOException, PublishException, InterruptedException {
        dns.publish(List.of(state.newKey()), ours(state));
        files.removeState();
        return new Progress(
                true,
                Optional.empty(),
                "done: DNS has " + name(state.newKey()) + " alone. The old key is in " + files.old()
                        + "; delete it when you like");
    }

    private Progress standing(RolloverState state) {
        Optional<Instant> until = isWaiting(state) ? Optional.of(state.until()) : Optional.empty();
        String when = until.map(t -> "at " + t).orElse("now");
        return new Progress(
                false,
                until,
                switch (state.step()) {
                    case MADE -> "the new key " + name(state.newKey()) + " is made, and goes into DNS next";
                    case ADDED ->
                        "DNS has both keys; the new one, " + name(state.newKey())
                                + ", can be used once no cache lacks it: " + when;
                    case SWITCHED ->
                        daemonHas(state.oldKey())
                                ? "the daemon still signs with the old key: restart it (systemctl restart cygnetd)"
                                : "the new key is in use; the old one, " + name(state.oldKey()) + ", leaves DNS "
                                        + when;
                });
    }

    private boolean isWaiting(RolloverState state) {
        return clock.instant().isBefore(state.until());
    }

    private boolean daemonHas(VerificationKey key) {
        return daemonKey.get().filter(key.fingerprint()::equals).isPresent();
    }

    private static boolean holds(Path file, VerificationKey key) throws IOException {
        return RolloverFiles.read(file)
                .filter(found -> found.verificationKey().equals(key))
                .isPresent();
    }

    private static Set<VerificationKey> ours(RolloverState state) {
        return Set.of(state.oldKey(), state.newKey());
    }

    private static String name(VerificationKey key) {
        return key.type() + " " + key.fingerprint();
    }
}
