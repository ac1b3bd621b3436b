package cygnet.daemon.vici;

import java.util.concurrent.CompletionStage;

/** What the daemon does when a client asks for it. */
@FunctionalInterface
public interface ViciCommand {
    /**
     * Begins the work; called on the control socket's event loop, so it must not block.
     *
     * @param events reaches the client while the work goes on
     * @return the answer, when there is one; if it fails, that is told as an internal error
     */
    CompletionStage<ViciReply> execute(ViciMessage request, ViciEvents events);
}
