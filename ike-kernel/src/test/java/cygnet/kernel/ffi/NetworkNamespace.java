package cygnet.kernel.ffi;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/**
 * A network namespace without a name, of a thread that lives as long as the block that runs in it. Sockets that the
 * block opens, and processes that it starts, belong to the namespace; /proc/sys/net shows the namespace's settings.
 */
public final class NetworkNamespace {
    private static final int CLONE_NEWNET = 0x4000_0000;

    /** The C library. */
    public interface LibC {
        int unshare(int flags);

        int open(String path, int flags);

        int setns(int fd, int type);

        int close(int fd);
    }

    private NetworkNamespace() {}

    /** Runs a block in a new namespace, whose loopback interface is up. */
    public static void run(Block block) throws Exception {
        call(libc -> libc.unshare(CLONE_NEWNET), () -> {
            command("ip", "link", "set", "lo", "up");
            block.run();
            return null;
        });
    }

    /** Runs a block in a namespace that {@code ip netns add} made. */
    public static <T> T callIn(String name, Callable<T> block) throws Exception {
        return call(
                libc -> {
                    int fd = libc.open("/run/netns/" + name, 0);
                    int result = fd < 0 ? fd : libc.setns(fd, CLONE_NEWNET);
                    libc.close(fd);
                    return result;
                },
                block);
    }

    private static <T> T call(Entry entry, Callable<T> block) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            LibC libc = LibraryLoader.create(LibC.class).load("c");
            if (entry.enter(libc) != 0) {
                throw new IllegalStateException("cannot enter a network namespace (errno "
                        + Runtime.getRuntime(libc).getLastError()
                        + "): the tests of the kernel must run as root, with CAP_SYS_ADMIN and CAP_NET_ADMIN;"
                        + " -DexcludedGroups=kernel leaves them out");
            }
            return block.call();
        });
        Thread thread = new Thread(task, "namespace");
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    /**
     * Runs a program in the caller's namespace.
     *
     * @return what it printed
     * @throws IOException if its exit status is not 0
     */
    public static String command(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", words) + ": exit status " + status + ": " + output);
        }
        return output;
    }

    /** What runs in a namespace. */
    @FunctionalInterface
    public interface Block {
        void run() throws Exception;
    }

    @FunctionalInterface
    private interface Entry {
        int enter(LibC libc);
    }
}
