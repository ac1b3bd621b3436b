package cygnet.daemon.ctl;

import cygnet.daemon.vici.ViciMessage;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One outcome of DNS as the daemon tells it, put for people. */
record KnownName(ViciMessage message) {
    /** Whether there is anything that can be used. */
    boolean isFound() {
        return !records().isEmpty();
    }

    void print(PrintWriter out) {
        out.println(text("subject") + " " + text("asked") + ": " + text("outcome")
                + message.text("cause").map(cause -> ": " + cause).orElse("") + left());
        records().forEach(record -> out.println("  " + record));
        printChains(out);
        message.texts("refused").forEach(record -> out.println("  refused: " + record));
        message.text("failure")
                .ifPresent(failure -> out.println("  asked anew in vain: " + failure
                        + message.text("failure-cause")
                                .map(cause -> ": " + cause)
                                .orElse("")));
    }

    /** One for the name, and one more for each name that it is an alias of. */
    private void printChains(PrintWriter out) {
        List<ViciMessage> chains = message.section("chains").orElse(ViciMessage.EMPTY).sections().stream()
                .map(ViciMessage.Section::contents)
                .toList();
        for (int i = 0; i < chains.size(); i++) {
            if (i > 0) {
                out.println("  alias   of " + chains.get(i).text("name").orElse("-"));
            }
            out.println("  chain   " + chains.get(i).text("text").orElse("-"));
        }
    }

    private List<String> records() {
        List<String> records = new ArrayList<>();
        message.section("keys").orElse(ViciMessage.EMPTY).sections().stream()
                .map(ViciMessage.Section::contents)
                .map(key -> key.text("key").orElse("-") + ", precedence "
                        + key.text("precedence").orElse("-"))
                .forEach(records::add);
        records.addAll(message.texts("addresses"));
        records.addAll(message.texts("names"));
        return records;
    }

    private String left() {
        String seconds = text("left");
        if (!seconds.matches("\\d{1,18}") || seconds.equals("0")) {
            return "";
        }
        Duration left = Duration.ofSeconds(Long.parseLong(seconds));
        return " (for " + (left.toMinutes() > 0 ? left.toMinutes() + "m" + left.toSecondsPart() + "s" : seconds + "s")
                + ")";
    }

    private String text(String name) {
        return message.text(name).orElse("-");
    }
}
