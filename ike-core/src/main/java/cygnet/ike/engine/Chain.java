package cygnet.ike.engine;

import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.Question;
import cygnet.ike.sa.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of one side of one exchange: asks, waits, remembers what is held and which secrets are owned, and hands
 * every other step to the exchange's window. At most one question is open at a time. A chain ends once, by {@link #keep}
 * or by {@link #undo}.
 */
final class Chain {
    private final EngineContext context;
    private final Supplier<String> label;
    private final Consumer<Step> window;
    private final Deque<Supplier<List<KernelCommand>>> held = new ArrayDeque<>();
    private final List<Runnable> secrets = new ArrayList<>();
    private EngineContext.@Nullable Cancellation open;

    /** @param window gets each step that is not the chain's own business */
    Chain(EngineContext context, Supplier<String> label, Consumer<Step> window) {
        this.context = context;
        this.label = label;
        this.window = window;
    }

    void run(Step first) {
        Step step = first;
        while (true) {
            if (step instanceof Step.Hold hold) {
                held.addFirst(hold.undo());
                step = hold.next().get();
            } else if (step instanceof Step.Guard guard) {
                secrets.add(guard.wipe());
                step = guard.next().get();
            } else {
                break;
            }
        }
        if (step instanceof Step.Ask<?> ask) {
            wait(ask);
        } else {
            window.accept(step);
        }
    }

    private <A> void wait(Step.Ask<A> ask) {
        open = context.ask(ask.question(), answer -> {
            open = null;
            report(ask.question(), answer);
            run(ask.then().apply(answer));
        });
    }

    private <A> void report(Question<A> question, A answer) {
        if (answer instanceof DnsOutcome<?> outcome) {
            context.report(new IkeEvent.LookedUp(label.get(), question.what(), outcome.describe()));
        }
    }

    boolean isWaiting() {
        return open != null;
    }

    /** The exchange has succeeded: what is held stays. */
    void keep() {
        held.clear();
        wipe();
    }

    /** The exchange has failed or been cut off: undoes what is held, newest first, and forgets an open question. */
    void undo() {
        if (open != null) {
            // Somebody may be computing with these secrets just now.
            open.cancel(this::wipe);
            open = null;
        } else {
            wipe();
        }
        List<KernelCommand> commands = new ArrayList<>();
        held.forEach(undo -> commands.addAll(undo.get()));
        held.clear();
        context.perform(commands, "undoing an exchange");
    }

    private void wipe() {
        secrets.forEach(Runnable::run);
        secrets.clear();
    }
}
