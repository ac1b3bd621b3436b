package cygnet.daemon.ctl;

import cygnet.daemon.vici.ViciClient;
import java.io.IOException;
import java.nio.file.Path;

/** Finds the daemon. */
final class DaemonSocket {
    private DaemonSocket() {}

    /** @throws IOException with a message that says what to do */
    static ViciClient connect(Path path) throws IOException {
        try {
            return ViciClient.connect(path);
        } catch (IOException e) {
            throw new IOException(
                    "no daemon answers at " + path + " (" + e.getMessage() + "): is cygnetd running, and may you?", e);
        }
    }
}
