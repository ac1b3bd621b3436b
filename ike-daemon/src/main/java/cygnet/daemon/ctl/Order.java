package cygnet.daemon.ctl;

import cygnet.daemon.vici.ViciClient;
import cygnet.daemon.vici.ViciException;
import cygnet.daemon.vici.ViciMessage;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Parameters;

/** An order about one connection, whose story is told while it is carried out. */
abstract class Order extends DaemonCommand {
    @Parameters(paramLabel = "CONNECTION", description = "as the configuration names it")
    private String connection = "";

    private final String command;

    /** @param command of vici */
    Order(String command) {
        this.command = command;
    }

    @Override
    final int talk(ViciClient daemon, PrintWriter out) throws IOException, ViciException {
        ViciMessage request = ViciMessage.builder().put("ike", connection).build();
        ViciMessage answer = daemon.stream(
                command, request, "control-log", line -> line.text("msg").ifPresent(out::println));
        return answer.text("success").filter("yes"::equals).isPresent()
                ? 0
                : failed(connection, answer.text("errmsg").orElse("no reason given"));
    }
}
