package cygnet.daemon.vici;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The answer to a command: events first, for a client that has registered for them, then a message. The events are made one
 * by one as the client takes them, so that a long list needs no memory.
 */
public record ViciReply(Iterator<ViciPacket.Event> events, ViciMessage message) {
    public static ViciReply of(ViciMessage message) {
        return new ViciReply(Collections.emptyIterator(), message);
    }

    /** One event for each of {@code things}, and then an empty message, as the list commands have it. */
    public static <T> ViciReply listing(String event, List<T> things, Function<T, ViciMessage> tree) {
        return new ViciReply(
                things.stream()
                        .map(thing -> new ViciPacket.Event(event, tree.apply(thing)))
                        .iterator(),
                ViciMessage.EMPTY);
    }

    public static ViciReply success() {
        return of(ViciMessage.builder().put("success", "yes").build());
    }

    public static ViciReply failure(String reason) {
        return of(
                ViciMessage.builder().put("success", "no").put("errmsg", reason).build());
    }

    /** This answer, at once. */
    public CompletionStage<ViciReply> now() {
        return CompletableFuture.completedFuture(this);
    }
}
