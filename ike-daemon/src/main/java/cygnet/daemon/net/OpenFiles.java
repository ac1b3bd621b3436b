package cygnet.daemon.net;

import io.netty.channel.unix.Errors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many files this process may have open at a time, sockets included. To be asked for at the start: once there are so many,
 * not even the limit can be read.
 *
 * @param most what the system allows this process
 */
public record OpenFiles(long most) {
    /** For everything but the sockets of IKE: DNS, control sockets and their users, the kernel, files that are read. */
    private static final long REST = 256;

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern LINE = Pattern.compile("Max open files +(\\d{1,18}) .*");
    private static final int EMFILE = 24;

    /** What this process may have; as good as no limit if it cannot be found out. */
    public static OpenFiles ofThisProcess() {
        try {
            return of(Files.readAllLines(LIMITS));
        } catch (IOException e) {
            return new OpenFiles(Long.MAX_VALUE);
        }
    }

    /** @param limits lines as in {@code /proc/self/limits}: a name, the limit, and up to where the process may raise it */
    static OpenFiles of(List<String> limits) {
        return limits.stream()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .map(line -> new OpenFiles(Long.parseLong(line.group(1))))
                .orElseGet(() -> new OpenFiles(Long.MAX_VALUE));
    }

    /** How many of them may be sockets of IKE, so that the rest of the daemon goes on working. */
    long forIke() {
        return Math.max(most - REST, most / 2);
    }

    /** Why something could not be opened, as a person may want to read it. */
    public static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Errors.NativeIoException known && known.expectedErr() == -EMFILE) {
            return "this process has as many files open as it may (LimitNOFILE in the systemd unit, or ulimit -n)";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    @Override
    public String toString() {
        return "it may have " + most + " files open (LimitNOFILE in the systemd unit, or ulimit -n)";
    }
}
