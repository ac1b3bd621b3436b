package cygnet.crypto;

/** "Random" octets that a test wrote down. Asking for more than are left is a failure of the test. */
public final class FixedRandom implements RandomSource {
    private Octets left;

    public FixedRandom(Octets octets) {
        this.left = octets;
    }

    @Override
    public void fill(byte[] target) {
        left.first(target.length).copyTo(target, 0);
        left = left.from(target.length);
    }

    public boolean isUsedUp() {
        return left.isEmpty();
    }
}
