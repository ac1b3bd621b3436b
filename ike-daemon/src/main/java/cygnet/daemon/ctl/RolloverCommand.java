package cygnet.daemon.ctl;

import cygnet.crypto.RandomSource;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.crypto.signature.VerificationKey;
import cygnet.daemon.publish.Publication;
import cygnet.daemon.publish.Rollover;
import cygnet.daemon.publish.Rollover.Progress;
import cygnet.daemon.vici.StatusCommand;
import cygnet.daemon.vici.ViciClient;
import cygnet.daemon.vici.ViciException;
import cygnet.daemon.vici.ViciMessage;
import cygnet.dns.publish.PublishException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Replaces this host's key. */
@Command(
        name = "rollover",
        mixinStandardHelpOptions = true,
        description = {
            "Replace this host's key without a moment in which peers find the wrong one in DNS.",
            "Each run does what can be done now, and tells when the next one can go on; it may be interrupted anywhere."
        })
public final class RolloverCommand implements Callable<Integer> {
    private static final Duration DAEMON_PAUSE = Duration.ofSeconds(10);

    /** P-521, RFC 6605 section 4. */
    private static final int KEY_WITHOUT_DNS_FORM = 521;

    @ParentCommand
    private @Nullable Main main;

    @Mixin
    private PublishOptions options = new PublishOptions();

    @Option(names = "--status", description = "only tell where it stands")
    private boolean status;

    @Option(names = "--abort", description = "take everything back; possible until the new key is in use")
    private boolean abort;

    @Option(names = "--all", description = "wait between the steps, and return when all is done")
    private boolean all;

    @Option(
            names = "--type",
            description = "of the new key: ed25519, ed448, rsa or ecdsa (default: that of the old one)")
    private @Nullable String type;

    @Option(names = "--bits", description = "rsa: 2048, 3072 or 4096; ecdsa: 256 or 384 (default: as the old one)")
    private int bits;

    @Override
    public Integer call() {
        return options.run(this::rollOver);
    }

    private int rollOver(Publication publication, PrintWriter out)
            throws PublishException, IOException, InterruptedException {
        Rollover rollover = rollover(publication, out);
        Progress progress = status ? rollover.status() : abort ? rollover.abort() : rollover.advance();
        out.println(progress.text());
        out.flush();
        while (all && !status && !abort && !progress.finished()) {
            pause(progress);
            Progress next = rollover.advance();
            if (!next.text().equals(progress.text())) {
                out.println(next.text());
                out.flush();
            }
            progress = next;
        }
        return 0;
    }

    private static void pause(Progress progress) throws InterruptedException {
        Duration rest = progress.until()
                .map(until -> Duration.between(Instant.now(), until).plusSeconds(1))
                .orElse(DAEMON_PAUSE);
        TimeUnit.MILLISECONDS.sleep(Math.max(rest.toMillis(), 1000));
    }

    private Rollover rollover(Publication publication, PrintWriter out) {
        KeyType keyType = keyType(publication.key());
        int size = bits != 0 || keyType != publication.key().type()
                ? size(keyType)
                : publication.key().bits();
        return new Rollover(
                publication.keyFile(),
                options.publishing(publication, false, out),
                () -> SigningKey.generate(keyType, size, RandomSource.system()),
                this::daemonKey,
                Clock.systemUTC(),
                out::println);
    }

    private KeyType keyType(VerificationKey old) {
        if (type == null) {
            return old.type();
        }
        try {
            return KeyType.valueOf(type.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--type is ed25519, ed448, rsa or ecdsa, not '" + type + "'", e);
        }
    }

    private int size(KeyType keyType) {
        int size = bits != 0 ? bits : Keygen.defaultSize(keyType);
        if (!Keygen.isSize(keyType, size) || size == KEY_WITHOUT_DNS_FORM) {
            throw new IllegalArgumentException("--bits " + size + " is no size of such a key that DNS has a form for");
        }
        return size;
    }

    /** The fingerprint of what the running daemon signs with. */
    private Optional<String> daemonKey() {
        try (ViciClient client = ViciClient.connect(Objects.requireNonNull(main).socket())) {
            return client.request(StatusCommand.NAME, ViciMessage.EMPTY)
                    .section("publish")
                    .flatMap(section -> section.text("key"));
        } catch (IOException | ViciException e) {
            return Optional.empty(); // it will read the key file when it starts
        }
    }
}
