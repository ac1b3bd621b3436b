package cygnet.daemon.ctl;

import cygnet.daemon.vici.ViciClient;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** Finds the daemon, and tells what is wrong if it is not there. */
final class DaemonSocket {
    /** Exit status: the daemon was reached, and something failed. */
    static final int FAILED = 1;

    /** Exit status: there is no daemon, or it can't be reached. Usage errors are 2. */
    static final int NO_DAEMON = 3;

    /** There is nobody to talk to. */
    private static final class NoDaemonException extends IOException {
        NoDaemonException(String message, IOException cause) {
            super(message, cause);
        }
    }

    private DaemonSocket() {}

    /** @throws IOException with a message that says what to do */
    static ViciClient connect(Path path) throws IOException {
        try {
            return ViciClient.connect(path);
        } catch (IOException e) {
            boolean isStopped = e instanceof ConnectException || (isReadable(path) && !Files.exists(path));
            throw new NoDaemonException(
                    isStopped
                            ? "cygnetd is not running: nobody listens at " + path
                            : "can't connect to " + path + ": " + e.getMessage() + " (the daemon's socket is for root)",
                    e);
        }
    }

    /** Whether what is missing from the directory is really not there, rather than hidden from us. */
    private static boolean isReadable(Path path) {
        Path directory = path.toAbsolutePath().getParent();
        return directory == null || !Files.exists(directory) || Files.isExecutable(directory);
    }

    /** Prints what went wrong and gives the exit status for it. */
    static int complain(CommandSpec spec, Exception e) {
        spec.commandLine().getErr().println("cygnetctl: " + e.getMessage());
        return e instanceof NoDaemonException ? NO_DAEMON : FAILED;
    }
}
