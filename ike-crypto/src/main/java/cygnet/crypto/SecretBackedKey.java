package cygnet.crypto;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import javax.crypto.SecretKey;

/** Adapter of a {@link Secret} to the JCA, whose own {@code SecretKeySpec} keeps a copy that nobody can wipe. */
final class SecretBackedKey implements SecretKey {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Secret secret;
    private final String algorithm;

    SecretBackedKey(Secret secret, String algorithm) {
        this.secret = secret;
        this.algorithm = algorithm;
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    /** A copy, which the provider wipes. */
    @Override
    public byte[] getEncoded() {
        return secret.copy();
    }

    @Override
    public void destroy() {
        secret.close();
    }

    @Override
    public boolean isDestroyed() {
        return secret.isClosed();
    }

    @Serial
    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("a secret stays where it is");
    }

    @Override
    public String toString() {
        return algorithm + " " + secret;
    }
}
