package cygnet.kernel;

import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.SaId;
import java.util.List;
import java.util.Map;

/**
 * The kernel's SAD and SPD.
 *
 * <p>It acts on the network namespace of the thread that opened it. Not thread-safe: one thread at a time. Calls wait
 * for the kernel's answer, which takes microseconds unless it has to load a module first.
 */
public interface Kernel extends AutoCloseable {
    /**
     * Performs a series in order. The first failure ends it: nothing behind the failed command is tried, and nothing
     * before it is undone.
     *
     * @param commands AllocateSpi and QuerySa have an answer of their own and must come last
     * @throws IllegalArgumentException if a command with an answer is not the last
     */
    KernelResult perform(List<KernelCommand> commands);

    /**
     * Performs commands that do not depend on each other, many at a time. A failure does not keep the others from being
     * tried. Meant for deletions and policies by the hundred; any command is accepted.
     *
     * @return one result for each command, in their order; the index of a failure is the one in {@code commands}
     */
    List<KernelResult> performEach(List<KernelCommand> commands);

    /**
     * All that the kernel holds, whoever put it there.
     *
     * @throws KernelException if it cannot be asked
     */
    KernelInventory inventory() throws KernelException;

    /**
     * What each SA has carried, whoever put it there: one question, where {@code QuerySa} for each of thousands would take long.
     *
     * @throws KernelException if it cannot be asked
     */
    Map<SaId, KernelResult.Usage> usages() throws KernelException;

    /** Closes the socket; what is in the kernel stays there. */
    @Override
    void close();
}
