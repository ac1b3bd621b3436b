package cygnet.ike.engine;

import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.Question;
import cygnet.ike.sa.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of one side of one exchange: asks, waits, remembers what is held in the kernel, and hands every other
 * step to its owner. At most one question is open at a time.
 */
final class Chain {
    private final EngineContext context;
    private final Supplier<String> label;
    private final Consumer<Step> owner;
    private List<KernelCommand> held = new ArrayList<>();
    private EngineContext.@Nullable Cancellation open;

    /** @param owner gets each step that is neither {@link Step.Ask} nor {@link Step.Hold} */
    Chain(EngineContext context, Supplier<String> label, Consumer<Step> owner) {
        this.context = context;
        this.label = label;
        this.owner = owner;
    }

    void run(Step first) {
        Step step = first;
        while (step instanceof Step.Hold hold) {
            held.addAll(0, hold.undo());
            step = hold.next().get();
        }
        if (step instanceof Step.Ask<?> ask) {
            wait(ask);
        } else {
            owner.accept(step);
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
        held = new ArrayList<>();
    }

    /** The exchange has failed or been cut off: undoes what is held, newest first, and forgets open questions. */
    void undo() {
        if (open != null) {
            open.cancel();
            open = null;
        }
        List<KernelCommand> commands = held;
        held = new ArrayList<>();
        context.perform(commands, "undoing an exchange");
    }
}
