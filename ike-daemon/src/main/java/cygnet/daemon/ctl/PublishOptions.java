package cygnet.daemon.ctl;

import cygnet.daemon.config.ConfigException;
import cygnet.daemon.publish.Publication;
import cygnet.dns.publish.PublishException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that all commands have that change DNS, and what they do about failures. */
final class PublishOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "/etc/cygnet/cygnet.conf",
            description = "the configuration (default: ${DEFAULT-VALUE})")
    private Path config = Path.of("/etc/cygnet/cygnet.conf");

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "for all name servers to have what is published (default: ${DEFAULT-VALUE})")
    private int wait = 60;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** What a command does, and its exit status. Illegal arguments and states have a message for the operator. */
    interface Work {
        int run(Publication publication, PrintWriter out)
                throws PublishException, IOException, ConfigException, InterruptedException;
    }

    /** Does the work on what the configuration says is published; tells what fails. */
    int run(Work work) {
        PrintWriter out = command.commandLine().getOut();
        try {
            return work.run(Publishing.read(config), out);
        } catch (PublishException
                | IOException
                | ConfigException
                | IllegalArgumentException
                | IllegalStateException e) {
            return fail(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail("interrupted");
        } finally {
            out.flush();
        }
    }

    /** {@code force}: what somebody else has published is replaced. */
    Publishing publishing(Publication publication, boolean force, PrintWriter out) {
        return new Publishing(publication, Duration.ofSeconds(wait), force, out::println);
    }

    private int fail(String message) {
        command.commandLine().getErr().println("cygnetctl: " + message);
        return DaemonSocket.FAILED;
    }
}
