package cygnet.ike.ipsec;

/** What came of a series of {@link KernelCommand}s. */
public sealed interface KernelResult {
    /** All done. */
    record Done() implements KernelResult {}

    /** All done, and the last command allocated this SPI. */
    record SpiAllocated(Spi spi) implements KernelResult {}

    /**
     * All done, and the last command asked for these counters.
     *
     * @param lastUseAgo seconds since the SA was last used; -1 if never or not known
     */
    record Usage(long octets, long packets, long lastUseAgo) implements KernelResult {}

    /**
     * A command failed; those before it took effect, those behind it were not tried.
     *
     * @param index of the failed command
     * @param cause for people, with the kernel's error name: {@code add ESP c0ffee00 to 192.0.2.1: ENOSYS (...)}
     */
    record Failed(int index, String cause) implements KernelResult {}
}
