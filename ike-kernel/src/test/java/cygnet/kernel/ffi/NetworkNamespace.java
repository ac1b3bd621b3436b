package cygnet.kernel.ffi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/**
 * A network namespace without a name: that of one thread. It ends with the thread and with what was opened in it, so
 * nothing is left behind. Sockets that are opened in it and processes that are started in it belong to it, and
 * /proc/sys/net shows its settings.
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x4000_0000;

    /** The C library. */
    public interface LibC {
        int unshare(int flags);
    }

    /** What runs in a namespace. */
    @FunctionalInterface
    public interface Block {
        void run() throws Exception;
    }

    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> new Thread(work, "namespace"));

    private NetworkNamespace() {}

    /** Makes a namespace whose loopback interface is up. */
    public static NetworkNamespace create() throws Exception {
        NetworkNamespace namespace = new NetworkNamespace();
        try {
            namespace.run(NetworkNamespace::unshare);
            namespace.command("ip", "link", "set", "lo", "up");
            return namespace;
        } catch (Exception e) {
            namespace.close();
            throw e;
        }
    }

    private static void unshare() {
        LibC libc = LibraryLoader.create(LibC.class).load("c");
        if (libc.unshare(CLONE_NEWNET) != 0) {
            throw new IllegalStateException("cannot make a network namespace (errno "
                    + Runtime.getRuntime(libc).getLastError()
                    + "): tests of the kernel must run as root, with CAP_SYS_ADMIN and CAP_NET_ADMIN;"
                    + " -DexcludedGroups=kernel leaves them out");
        }
    }

    /** Runs a block in a namespace of its own. */
    public static void inNew(Block block) throws Exception {
        try (NetworkNamespace namespace = create()) {
            namespace.run(block);
        }
    }

    /**
     * Connects two namespaces by a wire: an interface of that name in each. IPv6 addresses are usable at once.
     *
     * @param addresses with prefix lengths, each pair for this end and the other
     */
    public void wireTo(NetworkNamespace other, String name, String[]... addresses) throws Exception {
        String otherThread = other.call(() -> Files.readSymbolicLink(Path.of("/proc/thread-self"))
                .getFileName()
                .toString());
        command("ip", "link", "add", name, "type", "veth", "peer", "name", name, "netns", otherThread);
        for (String[] pair : addresses) {
            command("ip", "addr", "add", pair[0], "dev", name, "nodad");
            other.command("ip", "addr", "add", pair[1], "dev", name, "nodad");
        }
        command("ip", "link", "set", name, "up");
        other.command("ip", "link", "set", name, "up");
    }

    public void run(Block block) throws Exception {
        call(() -> {
            block.run();
            return "";
        });
    }

    /** Runs a block on the namespace's thread and waits for it. */
    public <T> T call(Callable<T> block) throws Exception {
        try {
            return thread.submit(block).get();
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

    /** Runs a program in this namespace. */
    public String command(String... words) throws Exception {
        return call(() -> execute(words));
    }

    /**
     * Runs a program in the calling thread's namespace.
     *
     * @return what it printed
     * @throws IOException if its exit status is not 0
     */
    public static String execute(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", words) + ": exit status " + status + ": " + output);
        }
        return output;
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
