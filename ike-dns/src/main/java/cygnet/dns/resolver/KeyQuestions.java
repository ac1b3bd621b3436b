package cygnet.dns.resolver;

import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The questions for keys: only so many at once, because the key directory serves IKE as well and refuses what is too much;
 * the others wait for their turn. Owned by the event loop.
 */
final class KeyQuestions {
    private static final int WAITING = 1024;

    private final EventLoop loop;
    private final KeySource source;
    private final int atOnce;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int underWay;
    private boolean draining;

    KeyQuestions(EventLoop loop, KeySource source, int atOnce) {
        this.loop = loop;
        this.source = source;
        this.atOnce = atOnce;
    }

    /** Asks for the keys of {@code name}; {@code sink} hears the outcome on the event loop, perhaps at once. */
    void ask(DomainName name, Consumer<DnsOutcome<HostKey>> sink) {
        if (underWay < atOnce) {
            start(name, sink);
        } else if (waiting.size() < WAITING) {
            waiting.add(() -> start(name, sink));
        } else {
            sink.accept(new DnsOutcome.ServerFailure<>("too busy: " + WAITING + " questions for keys are waiting"));
        }
    }

    private void start(DomainName name, Consumer<DnsOutcome<HostKey>> sink) {
        underWay++;
        onLoop(source.keys(name), outcome -> {
            underWay--;
            sink.accept(outcome);
            startWaiting();
        });
    }

    private void startWaiting() {
        if (draining) {
            return; // An answer that was there at once has led back here.
        }
        draining = true;
        while (underWay < atOnce && !waiting.isEmpty()) {
            waiting.remove().run();
        }
        draining = false;
    }

    /** Hands what {@code stage} completes with to {@code sink} on the event loop: at once if that is possible. */
    <T> void onLoop(CompletionStage<T> stage, Consumer<T> sink) {
        stage.thenAccept(result -> {
            if (loop.inEventLoop()) {
                sink.accept(result);
            } else {
                loop.execute(() -> sink.accept(result));
            }
        });
    }
}
