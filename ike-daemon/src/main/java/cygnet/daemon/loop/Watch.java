package cygnet.daemon.loop;

import cygnet.ike.sa.IkeEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Listens to the engine's events until what somebody asked for has happened or failed. */
final class Watch implements AutoCloseable {
    private final EventLog log;
    private final CompletableFuture<Optional<String>> result = new CompletableFuture<>();
    private final Consumer<IkeEvent> listener;

    private Watch(EventLog log, Judge judge, Consumer<String> story) {
        this.log = log;
        this.listener = event -> {
            if (judge.concerns(event)) {
                story.accept(event.describe());
                judge.verdict(event).ifPresent(this::finish);
            }
        };
        log.add(listener);
    }

    /** Decides what an event means for the thing that is waited for. */
    private interface Judge {
        boolean concerns(IkeEvent event);

        /** Empty as long as it is not decided; then the failure, or none. */
        Optional<Optional<String>> verdict(IkeEvent event);
    }

    /** Waits for a Child SA of a connection. */
    static Watch forChild(EventLog log, String connection, Consumer<String> story) {
        return new Watch(
                log,
                new Judge() {
                    @Override
                    public boolean concerns(IkeEvent event) {
                        return label(event).startsWith(connection + "[");
                    }

                    @Override
                    public Optional<Optional<String>> verdict(IkeEvent event) {
                        if (event instanceof IkeEvent.ChildSaInstalled) {
                            return Optional.of(Optional.empty());
                        }
                        if (event instanceof IkeEvent.IkeSaClosed closed) {
                            return Optional.of(Optional.of(closed.cause()));
                        }
                        return event instanceof IkeEvent.ExchangeFailed failed
                                ? Optional.of(Optional.of(failed.cause()))
                                : Optional.empty();
                    }
                },
                story);
    }

    /** Waits until all of these IKE SAs or Child SAs are gone. */
    static Watch forEnd(EventLog log, List<String> labels, Consumer<String> story) {
        Set<String> left = new HashSet<>(labels);
        return new Watch(
                log,
                new Judge() {
                    @Override
                    public boolean concerns(IkeEvent event) {
                        return labels.contains(label(event)) || event instanceof IkeEvent.ChildSaRemoved;
                    }

                    @Override
                    public Optional<Optional<String>> verdict(IkeEvent event) {
                        if (event instanceof IkeEvent.IkeSaClosed closed) {
                            left.remove(closed.sa());
                        } else if (event instanceof IkeEvent.ChildSaRemoved removed) {
                            left.remove(removed.child());
                        }
                        return left.isEmpty() ? Optional.of(Optional.empty()) : Optional.empty();
                    }
                },
                story);
    }

    private static String label(IkeEvent event) {
        if (event instanceof IkeEvent.MessageSent sent) {
            return sent.sa();
        }
        if (event instanceof IkeEvent.MessageReceived received) {
            return received.sa();
        }
        if (event instanceof IkeEvent.IkeSaEstablished established) {
            return established.sa();
        }
        if (event instanceof IkeEvent.ChildSaInstalled installed) {
            return installed.sa();
        }
        if (event instanceof IkeEvent.IkeSaClosed closed) {
            return closed.sa();
        }
        return event instanceof IkeEvent.ExchangeFailed failed ? failed.sa() : "";
    }

    CompletionStage<Optional<String>> result() {
        return result;
    }

    void giveUp(String cause) {
        finish(Optional.of(cause));
    }

    private void finish(Optional<String> failure) {
        close();
        result.complete(failure);
    }

    @Override
    public void close() {
        log.remove(listener);
    }
}
