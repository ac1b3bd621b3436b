package cygnet.daemon.vici;

/** The other side does not do what was asked of it. */
public final class ViciException extends Exception {
    ViciException(String message) {
        super(message);
    }
}
