package cygnet.daemon.vici;

/** Where events go. May be used by any thread. */
@FunctionalInterface
public interface ViciEvents {
    /** Sends an event to whoever has registered for it, and does nothing if nobody has. */
    void emit(String name, ViciMessage message);
}
