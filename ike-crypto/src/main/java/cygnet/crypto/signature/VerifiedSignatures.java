package cygnet.crypto.signature;

import cygnet.crypto.Hash;
import cygnet.crypto.Octets;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Signatures that were good, so that none has to be verified twice: a digest of key, message and signature together. When it is
 * full, the one that was not met for longest goes. Safe for use by several threads.
 */
final class VerifiedSignatures {
    private final int capacity;

    // Guarded by this.
    private final LinkedHashMap<Octets, Boolean> good;

    VerifiedSignatures(int capacity) {
        this.capacity = capacity;
        this.good = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Octets, Boolean> eldest) {
                return size() > VerifiedSignatures.this.capacity;
            }
        };
    }

    /** Whether {@code signature} is {@code key}'s signature of {@code message}: from memory, or verified now. */
    boolean verify(VerificationKey key, SignatureScheme scheme, Octets message, Octets signature) {
        Octets digest = digest(key, scheme, message, signature);
        synchronized (this) {
            if (good.get(digest) != null) {
                return true;
            }
        }
        boolean isGood = key.verify(scheme, message, signature);
        if (isGood) {
            synchronized (this) {
                good.put(digest, true);
            }
        }
        return isGood;
    }

    synchronized int size() {
        return good.size();
    }

    /** With all lengths inside, so that no octet can move from one part to another. */
    private static Octets digest(VerificationKey key, SignatureScheme scheme, Octets message, Octets signature) {
        Octets algorithm = scheme.algorithmIdentifier();
        Octets keyOctets = key.subjectPublicKeyInfo();
        Octets lengths = Octets.owning(ByteBuffer.allocate(3 * Integer.BYTES)
                .putInt(algorithm.length())
                .putInt(keyOctets.length())
                .putInt(signature.length())
                .array());
        return Hash.sha256(lengths, algorithm, keyOctets, signature, message);
    }
}
