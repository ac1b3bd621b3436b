package cygnet.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * Octets that must not leak: a key, a shared secret, a password. It never prints itself, compares in constant time, and
 * forgets its contents when closed.
 */
public final class Secret implements AutoCloseable {
    private final byte[] bytes;
    private boolean closed;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes {@code bytes} over: they are wiped when this secret is closed. */
    public static Secret owning(byte[] bytes) {
        return new Secret(bytes);
    }

    public static Secret copyOf(Octets octets) {
        return new Secret(octets.toByteArray());
    }

    public int length() {
        return bytes.length;
    }

    /** A copy that the caller must wipe. */
    public byte[] copy() {
        requireOpen();
        return bytes.clone();
    }

    /** A new secret with the octets from {@code from} (inclusive) to {@code to} (exclusive). */
    public Secret slice(int from, int to) {
        requireOpen();
        if (from < 0 || to < from || to > bytes.length) {
            throw new IndexOutOfBoundsException("octets " + from + " to " + to + " of " + bytes.length);
        }
        return new Secret(Arrays.copyOfRange(bytes, from, to));
    }

    public static Secret concat(Secret first, Secret second) {
        first.requireOpen();
        second.requireOpen();
        byte[] joined = Arrays.copyOf(first.bytes, first.bytes.length + second.bytes.length);
        System.arraycopy(second.bytes, 0, joined, first.bytes.length, second.bytes.length);
        return new Secret(joined);
    }

    /**
     * The contents as a value that no longer protects itself. For the one place that hands keys to the kernel, and for
     * inputs of a PRF.
     */
    public Octets reveal() {
        return Octets.owning(copy());
    }

    /** This secret in the shape that the JCA wants. It has no copy of its own: closing this secret ends it as well. */
    public SecretKey asKey(String algorithm) {
        return new SecretBackedKey(this, algorithm);
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the secret has been wiped");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && closed == that.closed && MessageDigest.isEqual(bytes, that.bytes);
    }

    /** Depends on the length alone, so that a hash table cannot leak the contents. */
    @Override
    public int hashCode() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return "Secret[" + bytes.length + " octets]";
    }
}
