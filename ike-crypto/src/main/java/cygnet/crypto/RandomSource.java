package cygnet.crypto;

import java.security.SecureRandom;
import java.security.SecureRandomSpi;

/** Where randomness comes from. The protocol gets it by constructor, so that one seed replays a whole simulation. */
@FunctionalInterface
public interface RandomSource {
    /** Fills the whole array. */
    void fill(byte[] target);

    /** The system's cryptographic generator. */
    static RandomSource system() {
        SecureRandom random = new SecureRandom();
        return random::nextBytes;
    }

    default Octets octets(int length) {
        byte[] bytes = new byte[length];
        fill(bytes);
        return Octets.owning(bytes);
    }

    default long nextLong() {
        return octets(Long.BYTES).int64(0);
    }

    /** This source in the shape that the JCA wants. */
    default SecureRandom asSecureRandom() {
        return new SourcedRandom(this);
    }

    /** Adapter to the JCA. */
    final class SourcedRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private SourcedRandom(RandomSource source) {
            super(new Spi(source), null);
        }

        private static final class Spi extends SecureRandomSpi {
            private static final long serialVersionUID = 1L;
            private final transient RandomSource source;

            private Spi(RandomSource source) {
                this.source = source;
            }

            @Override
            protected void engineSetSeed(byte[] seed) {
                // The source alone decides: extra seed material would break replay.
            }

            @Override
            protected void engineNextBytes(byte[] bytes) {
                source.fill(bytes);
            }

            @Override
            protected byte[] engineGenerateSeed(int count) {
                byte[] seed = new byte[count];
                source.fill(seed);
                return seed;
            }
        }
    }
}
