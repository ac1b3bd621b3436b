package cygnet.daemon.ctl;

import cygnet.daemon.vici.ViciMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code cygnetctl status} says about DNS, for people. */
final class DnsLines {
    private DnsLines() {}

    /** @param dns the section of that name */
    static List<String> of(ViciMessage dns) {
        List<String> lines = new ArrayList<>();
        if (!dns.texts("listening").isEmpty()) {
            String counts = dns.values().stream()
                    .filter(count -> !count.text().equals("0"))
                    .map(count -> count.text() + " " + count.name().replace('-', ' '))
                    .collect(Collectors.joining(", "));
            lines.add("resolver " + String.join(", ", dns.texts("listening")) + ": "
                    + (counts.isEmpty() ? "nobody has asked yet" : counts));
        }
        for (ViciMessage.Section upstream :
                dns.section("upstreams").orElse(ViciMessage.EMPTY).sections()) {
            lines.add("upstream " + upstream.name() + ": " + health(upstream.contents()));
        }
        return lines;
    }

    private static String health(ViciMessage upstream) {
        String trouble = upstream.text("trouble").map(why -> ": " + why).orElse("");
        if (!upstream.text("state").orElse("").equals("asked")) {
            return "left aside for " + upstream.text("since").orElse("?") + "s" + trouble;
        }
        String answers = upstream.text("round-trip-us")
                .map(time ->
                        upstream.text("answers").orElse("?") + " answers, the last ones after " + milliseconds(time))
                .orElse("no answer yet");
        String missed = upstream.text("missed").orElse("0");
        return answers + (missed.equals("0") ? "" : ", " + missed + " missed" + trouble);
    }

    private static String milliseconds(String micros) {
        return micros.matches("\\d{1,15}") ? Long.parseLong(micros) / 1000.0 + " ms" : micros;
    }
}
