package cygnet.daemon.ctl;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** {@code cygnetctl} as a person runs it. */
final class Cygnetctl {
    /** How it ended and what it printed. */
    record Result(int status, String out, String err) {}

    private Cygnetctl() {}

    static Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        int status = command.execute(arguments);
        return new Result(status, out.toString(), err.toString());
    }
}
