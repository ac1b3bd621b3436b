package cygnet.daemon.selftest;

import cygnet.crypto.Octets;
import cygnet.daemon.net.IkeChannel;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Two sockets as IKE has them, on the loopback interface, that throw one datagram to and fro. Sending and receiving are by
 * far the most code that the first handshake would otherwise be the first to run.
 */
public final class SocketTest {
    private static final Endpoint ANY_PORT = new Endpoint(IpAddress.parse("127.0.0.1"), 0);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int THROWS = 30;
    /** As long as a usual IKE_AUTH request. */
    private static final Octets BALL = Octets.of(new byte[500]);

    private final EventLoop loop;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    /** The two sockets; touched on the event loop alone. */
    private final List<IkeChannel> ends = new ArrayList<>();

    private int thrown;

    public SocketTest(EventLoop loop) {
        this.loop = loop;
    }

    /** Runs it once, off the event loop; what went wrong, if something did. */
    public Optional<String> run() throws InterruptedException {
        try {
            loop.execute(this::begin);
            done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (TimeoutException e) {
            return Optional.of("no datagram comes back on " + ANY_PORT.address());
        } catch (ExecutionException e) {
            return Optional.of(String.valueOf(e.getCause()));
        } finally {
            loop.execute(() -> ends.forEach(end -> end.close().addListener(closed -> {})));
        }
    }

    private void begin() {
        for (int end = 0; end < 2; end++) {
            int self = end;
            IkeChannel channel =
                    IkeChannel.open(loop, ANY_PORT, false, (local, remote, octets) -> toss(ends.get(self), remote));
            ends.add(channel);
        }
        ends.forEach(channel -> channel.bound().addListener(bound -> {
            if (!bound.isSuccess()) {
                done.completeExceptionally(bound.cause());
            } else if (ends.stream().allMatch(end -> end.bound().isSuccess())) {
                toss(ends.get(0), ends.get(1).local());
            }
        }));
    }

    private void toss(IkeChannel from, Endpoint to) {
        if (thrown++ == THROWS) {
            done.complete(null);
            return;
        }
        from.send(to, BALL).addListener(sent -> {
            if (!sent.isSuccess()) {
                done.completeExceptionally(sent.cause());
            }
        });
    }
}
