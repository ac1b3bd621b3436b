package cygnet.daemon.ctl;

import cygnet.daemon.vici.ViciClient;
import cygnet.daemon.vici.ViciException;
import cygnet.daemon.vici.ViciMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows what the daemon has: who is protected, as whom, and what has gone through. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show the peers that are protected, as whom, and what has gone through.")
public final class Status implements Callable<Integer> {
    @ParentCommand
    private @Nullable Main main;

    @Option(names = "--json", description = "for programs")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (ViciClient client =
                DaemonSocket.connect(Objects.requireNonNull(main).socket())) {
            ViciMessage status = client.request("cygnet-status", ViciMessage.EMPTY);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(ViciJson.of(status));
            } else {
                print(out, status);
            }
            out.flush();
            return 0;
        } catch (IOException | ViciException e) {
            return DaemonSocket.complain(spec, e);
        }
    }

    private static void print(PrintWriter out, ViciMessage status) {
        out.println("Cygnet " + text(status, "version") + ", up " + time(text(status, "uptime")) + ", "
                + status.texts("connections").size() + " connection(s)");
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
                status.section("ike-sas").orElse(ViciMessage.EMPTY).sections()) {
            printIkeSa(out, entry.contents());
        }
        if (status.section("ike-sas").orElse(ViciMessage.EMPTY).sections().isEmpty()) {
            out.println("no IKE SAs");
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

    private static String algorithms(ViciMessage child) {
        return text(child, "encr-alg")
                + child.text("encr-keysize").map(k -> "-" + k).orElse("")
                + child.text("integ-alg").map(a -> "/" + a).orElse("")
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
