package cygnet.daemon.ctl;

import cygnet.daemon.vici.StatusCommand;
import cygnet.daemon.vici.ViciClient;
import cygnet.daemon.vici.ViciException;
import cygnet.daemon.vici.ViciMessage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what the daemon has: who is protected, as whom, and what has gone through. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show the peers that are protected, as whom, and what has gone through.")
public final class Status extends DaemonCommand {
    private static final List<String> SECTIONS = List.of("policies", "manual-sas", "ike-sas", "memories");

    @Option(names = "--json", description = "for programs")
    private boolean json;

    @Override
    int talk(ViciClient daemon, PrintWriter out) throws IOException, ViciException {
        List<ViciMessage> parts = new ArrayList<>();
        ViciMessage head = daemon.stream(StatusCommand.NAME, ViciMessage.EMPTY, StatusCommand.PART, parts::add);
        ViciMessage status = whole(head, parts);
        if (json) {
            out.println(ViciJson.of(status));
        } else {
            // The console's writer writes each line by itself, and there may be many thousands.
            PrintWriter lines = new PrintWriter(new BufferedWriter(out));
            print(lines, status);
            lines.flush();
        }
        return 0;
    }

    /** Puts what came in parts into the sections that they belong to; those are there also if nothing came. */
    private static ViciMessage whole(ViciMessage head, List<ViciMessage> parts) {
        Map<String, List<ViciMessage.Item>> sections = new LinkedHashMap<>();
        SECTIONS.forEach(name -> sections.put(name, new ArrayList<>()));
        parts.stream()
                .flatMap(part -> part.sections().stream())
                .forEach(section -> sections.computeIfAbsent(section.name(), name -> new ArrayList<>())
                        .addAll(section.contents().items()));
        List<ViciMessage.Item> items = new ArrayList<>(head.items());
        sections.forEach((name, contents) -> items.add(new ViciMessage.Section(name, new ViciMessage(contents))));
        return new ViciMessage(items);
    }

    private static void print(PrintWriter out, ViciMessage status) {
        out.println("Cygnet " + text(status, "version") + ", up " + time(text(status, "uptime")) + ", "
                + status.texts("connections").size() + " connection(s), " + text(status, "rules")
                + " rule(s) of groups");
        status.section("publish")
                .filter(publish -> publish.text("name").isPresent())
                .ifPresent(publish -> out.println("publish  " + text(publish, "name") + " " + text(publish, "key")
                        + ": " + text(publish, "state")));
        status.section("dns").map(DnsLines::of).orElse(List.of()).forEach(out::println);
        for (ViciMessage.Section policy :
                status.section("policies").orElse(ViciMessage.EMPTY).sections()) {
            out.println("policy   " + policy.name() + ": "
                    + String.join(",", policy.contents().texts("local-ts")) + " === "
                    + String.join(",", policy.contents().texts("remote-ts")) + ", ESP required");
        }
        for (ViciMessage.Section entry :
                status.section("manual-sas").orElse(ViciMessage.EMPTY).sections()) {
            printManualSa(out, entry.name(), entry.contents());
        }
        for (ViciMessage.Section entry :
                status.section("ike-sas").orElse(ViciMessage.EMPTY).sections()) {
            printIkeSa(out, entry.contents());
        }
        if (status.section("ike-sas").orElse(ViciMessage.EMPTY).sections().isEmpty()) {
            out.println("no IKE SAs");
        }
        for (ViciMessage.Section memory :
                status.section("memories").orElse(ViciMessage.EMPTY).sections()) {
            out.println("memory   " + memory.name() + ": " + HostLines.memory(memory.contents()));
        }
        List<ViciMessage.Value> refused =
                status.section("refused").orElse(ViciMessage.EMPTY).values();
        if (!refused.isEmpty()) {
            out.println("refused  "
                    + refused.stream().map(r -> r.text() + " " + r.name()).collect(Collectors.joining(", ")));
        }
    }

    private static void printIkeSa(PrintWriter out, ViciMessage sa) {
        String assurance =
                sa.text("cygnet-assurance").map(a -> ", assurance " + a).orElse("");
        out.println("IKE SA   " + text(sa, "connection") + "[" + text(sa, "uniqueid") + "] " + text(sa, "state") + ": "
                + text(sa, "local-id") + " (" + text(sa, "local-host") + ") with " + text(sa, "remote-id") + " ("
                + text(sa, "remote-host") + ")" + assurance
                + sa.text("established").map(s -> ", for " + time(s)).orElse(""));
        for (ViciMessage.Section entry :
                sa.section("child-sas").orElse(ViciMessage.EMPTY).sections()) {
            ViciMessage child = entry.contents();
            out.println("Child SA   " + entry.name() + " " + text(child, "state") + " " + text(child, "mode") + ": "
                    + String.join(",", child.texts("local-ts")) + " === "
                    + String.join(",", child.texts("remote-ts")) + ", " + text(child, "protocol") + " "
                    + algorithms(child));
            out.println("           in  " + text(child, "spi-in") + ": " + traffic(child, "in"));
            out.println("           out " + text(child, "spi-out") + ": " + traffic(child, "out"));
        }
    }

    private static void printManualSa(PrintWriter out, String name, ViciMessage sa) {
        out.println("manual   " + name + " " + text(sa, "state") + " " + text(sa, "mode") + ": "
                + text(sa, "local-host") + " === " + text(sa, "remote-host") + ", " + text(sa, "protocol") + " "
                + algorithms(sa) + ", keys from a file");
        for (String direction : List.of("in", "out")) {
            out.println("           " + (direction + " ").substring(0, 3) + " " + text(sa, "spi-" + direction) + ": "
                    + sa.text("failure-" + direction)
                            .map(f -> "missing: " + f)
                            .orElseGet(() -> traffic(sa, direction)));
        }
    }

    private static String algorithms(ViciMessage child) {
        String cipher = child.text("encr-alg").orElse("")
                + child.text("encr-keysize").map(k -> "-" + k).orElse("");
        return Stream.of(Optional.of(cipher).filter(c -> !c.isEmpty()), child.text("integ-alg"))
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining("/"))
                + child.text("esn").map(e -> ", ESN").orElse("");
    }

    private static String traffic(ViciMessage child, String direction) {
        return child.text("packets-" + direction).orElse("?") + " packets, "
                + child.text("bytes-" + direction).orElse("?") + " octets";
    }

    private static String text(ViciMessage message, String name) {
        return message.text(name).orElse("-");
    }

    private static String time(String seconds) {
        if (!seconds.matches("\\d{1,18}")) {
            return seconds;
        }
        Duration time = Duration.ofSeconds(Long.parseLong(seconds));
        return time.toDays() > 0
                ? time.toDays() + "d" + time.toHoursPart() + "h"
                : time.toHours() > 0
                        ? time.toHours() + "h" + time.toMinutesPart() + "m"
                        : time.toMinutes() > 0 ? time.toMinutes() + "m" + time.toSecondsPart() + "s" : seconds + "s";
    }
}
