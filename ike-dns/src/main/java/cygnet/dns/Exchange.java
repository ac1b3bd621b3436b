package cygnet.dns;

import cygnet.ike.address.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.Message;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.WireParseException;

/**
 * One query and the answer to it: sent to one server after another until one gives an answer.
 *
 * <p>Earlier sendings stay open when the query is sent again, so that a slow answer is not lost. The timing is our own,
 * because dnsjava looks at its timeouts only when its selector has nothing else to do.
 */
final class Exchange {
    private final Message query;
    private final Question question;
    private final Rotation servers;
    private final ExchangeSettings settings;
    private final ScheduledExecutorService timer;
    private final Reply<Delivery> reply;

    /** An answer and who gave it. */
    record Delivery(Message message, Endpoint server) {}

    Exchange(
            Message query,
            Question question,
            List<Endpoint> servers,
            ExchangeSettings settings,
            ScheduledExecutorService timer) {
        this.query = query;
        this.question = question;
        this.servers = new Rotation(servers);
        this.settings = settings;
        this.timer = timer;
        this.reply = new Reply<>(question);
    }

    /** Sends the query; fails with a {@link LookupFailure}, which the question notes too. */
    CompletionStage<Delivery> start() {
        sendToNext();
        return reply;
    }

    private void sendToNext() {
        if (!reply.isDone() && !question.isOver()) {
            servers.next().ifPresent(this::send);
        }
    }

    private void send(Endpoint server) {
        try {
            question.spendQuery(query);
            resendAfter(servers.sent());
            resolver(server)
                    .sendAsync(query, question)
                    .whenComplete((message, thrown) -> onEnd(server, message, thrown));
        } catch (LookupFailure e) {
            fail(e);
        } catch (RejectedExecutionException e) {
            fail(LookupFailure.server("no further query was sent: the key directory is closed"));
        }
    }

    /** Sends again after a while, unless something else did since {@code sent} was counted. */
    private void resendAfter(int sent) {
        Runnable resend = () -> {
            if (servers.sent() == sent) {
                sendToNext();
            }
        };
        Future<?> later = timer.schedule(resend, settings.resendAfter().toNanos(), TimeUnit.NANOSECONDS);
        CompletionStage<Delivery> end = reply;
        end.whenComplete((delivery, thrown) -> later.cancel(false));
    }

    private SimpleResolver resolver(Endpoint server) {
        SimpleResolver resolver =
                new SimpleResolver(new InetSocketAddress(server.address().toInetAddress(), server.port()));
        resolver.setTimeout(settings.timeout());
        resolver.setEDNS(0, ExchangeSettings.UDP_PAYLOAD, settings.ednsFlags(), List.of());
        return resolver;
    }

    private void onEnd(Endpoint server, Message message, Throwable thrown) {
        if (thrown == null) {
            onMessage(server, message);
            return;
        }
        servers.lost();
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof WireParseException) {
            sendToNext(); // Maybe somebody else's packet. A server that can't be reached gets a moment instead.
        }
        if (servers.isOver()) {
            fail(failure(server, cause));
        }
    }

    private void onMessage(Endpoint server, Message message) {
        try {
            Message answer = new AnswerCheck(query, server.toString(), settings).accept(message);
            question.evidence().add(answer);
            reply.complete(new Delivery(answer, server));
        } catch (LookupFailure e) {
            servers.refused(server);
            if (e.kind() == LookupFailure.Kind.BOGUS) {
                fail(e); // No other server's word outweighs that.
                return;
            }
            sendToNext();
            if (servers.isOver()) {
                fail(e);
            }
        }
    }

    private void fail(LookupFailure failure) {
        question.note(failure);
        reply.completeExceptionally(failure);
    }

    private LookupFailure failure(Endpoint server, Throwable cause) {
        String about = " about " + Question.describe(query);
        if (cause instanceof SocketTimeoutException) {
            return LookupFailure.timeout(server + " did not answer" + about);
        }
        String text = Printable.of(cause.toString());
        if (cause instanceof WireParseException) {
            return LookupFailure.server(server + " sent an answer that can't be read" + about + ": " + text);
        }
        return cause instanceof IOException
                ? LookupFailure.server(server + " can't be asked" + about + ": " + text)
                : LookupFailure.of(cause);
    }
}
