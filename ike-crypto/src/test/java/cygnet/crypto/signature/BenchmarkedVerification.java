package cygnet.crypto.signature;

import cygnet.crypto.RandomSource;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Locale;

/**
 * What it takes to verify a signature by the JCA, in microseconds: in a JVM that is young, and in one that has compiled what is hot.
 * With {@link FastVerification} if the second argument is {@code fast}:
 *
 * <pre>
 * mvn -q package -DskipTests -pl ike-daemon -am
 * java -cp 'ike-crypto/target/test-classes:ike-daemon/target/cygnet/lib/*' \
 *     cygnet.crypto.signature.BenchmarkedVerification SHA256withECDSA jdk|fast
 * </pre>
 */
final class BenchmarkedVerification {
    private static final int YOUNG = 50;
    private static final int HOT = 3000;

    private BenchmarkedVerification() {}

    public static void main(String[] args) throws GeneralSecurityException {
        String algorithm = args[0];
        KeyPair keys = keys(algorithm);
        // All are different: a signature that is met again is not verified again.
        byte[][] messages = new byte[1 + YOUNG + 2 * HOT][300];
        byte[][] signatures = new byte[messages.length][];
        for (int i = 0; i < messages.length; i++) {
            messages[i][0] = (byte) i;
            messages[i][1] = (byte) (i >> Byte.SIZE);
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(keys.getPrivate());
            signing.update(messages[i]);
            signatures[i] = signing.sign();
        }
        if (args[1].equals("fast")) {
            FastVerification.prefer(RandomSource.system());
        }
        int from = 0;
        for (int count : new int[] {1, YOUNG, HOT, HOT}) {
            long start = System.nanoTime();
            for (int i = from; i < from + count; i++) {
                Signature verification = Signature.getInstance(algorithm);
                verification.initVerify(keys.getPublic());
                verification.update(messages[i]);
                if (!verification.verify(signatures[i])) {
                    throw new AssertionError("a good signature");
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s %s, the next %d: %.0f us%n",
                    algorithm,
                    args[1],
                    count,
                    (System.nanoTime() - start) / 1000.0 / count);
            from += count;
        }
    }

    private static KeyPair keys(String algorithm) throws GeneralSecurityException {
        if (!algorithm.endsWith("ECDSA")) {
            return KeyPairGenerator.getInstance(algorithm.endsWith("RSA") ? "RSA" : algorithm)
                    .generateKeyPair();
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(algorithm.startsWith("SHA256") ? "secp256r1" : "secp384r1"));
        return generator.generateKeyPair();
    }
}
