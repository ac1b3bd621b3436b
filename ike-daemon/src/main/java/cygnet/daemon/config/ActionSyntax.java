package cygnet.daemon.config;

import cygnet.ike.policy.StartAction;
import java.util.Map;

/** {@code none}, {@code trap}, {@code start} or {@code trap|start}, with their older names. */
final class ActionSyntax {
    private static final Map<String, StartAction> WORDS = Map.of(
            "none", StartAction.NONE,
            "clear", StartAction.NONE,
            "trap", StartAction.TRAP,
            "route", StartAction.TRAP,
            "start", StartAction.START,
            "restart", StartAction.START);

    private ActionSyntax() {}

    static StartAction parse(String text) throws BadValueException {
        StartAction action = StartAction.NONE;
        for (String word : text.split("\\|", -1)) {
            StartAction next = WORDS.get(word.strip());
            if (next == null) {
                throw new BadValueException(
                        Syntax.quote(word.strip()) + " is not one of none, trap, start, trap|start");
            }
            boolean both = (action.traps() || next.traps()) && (action.starts() || next.starts());
            action = both ? StartAction.TRAP_AND_START : next == StartAction.NONE ? action : next;
        }
        return action;
    }
}
