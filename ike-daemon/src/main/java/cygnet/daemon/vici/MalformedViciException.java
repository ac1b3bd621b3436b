package cygnet.daemon.vici;

/** Octets that are no vici packet or message. */
public final class MalformedViciException extends Exception {
    MalformedViciException(String message) {
        super(message);
    }
}
