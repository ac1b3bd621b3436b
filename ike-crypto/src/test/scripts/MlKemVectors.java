import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.KEM;

/** Makes kex/ml-kem.txt with the JDK's own ML-KEM, on standard output: {@code java MlKemVectors.java}, JDK 24 or newer. */
public class MlKemVectors {
    /** Gives out the octets that it was made with. */
    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] octets;
        private int at;

        Fixed(byte[] octets) {
            this.octets = octets;
        }

        @Override
        public void nextBytes(byte[] target) {
            System.arraycopy(octets, at, target, 0, target.length);
            at += target.length;
        }
    }

    public static void main(String[] arguments) throws Exception {
        SecureRandom random = new SecureRandom();
        System.out.println("# ML-KEM (FIPS 203), made by ../scripts/MlKemVectors.java with JDK 25;"
                + " 768 and 1024 checked with pyca/cryptography 48.");
        System.out.println("# seed is d | z, message is m. In forgedCiphertext one bit has been changed.");
        for (Map.Entry<String, Integer> set : new TreeMap<>(Map.of("512", 800, "768", 1184, "1024", 1568)).entrySet()) {
            for (int number = 0; number < 2; number++) {
                byte[] seed = new byte[64];
                byte[] message = new byte[32];
                random.nextBytes(seed);
                random.nextBytes(message);
                KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-KEM");
                generator.initialize(new NamedParameterSpec("ML-KEM-" + set.getKey()), new Fixed(seed));
                KeyPair pair = generator.generateKeyPair();
                byte[] info = pair.getPublic().getEncoded();
                KEM kem = KEM.getInstance("ML-KEM");
                KEM.Encapsulated made =
                        kem.newEncapsulator(pair.getPublic(), null, new Fixed(message)).encapsulate();
                byte[] forged = made.encapsulation().clone();
                forged[random.nextInt(forged.length)] ^= (byte) (1 << random.nextInt(8));
                System.out.printf("%n[ML_KEM_%s %d]%nmethod = ML_KEM_%s%n", set.getKey(), number, set.getKey());
                print("seed", seed);
                print("encapsulationKey", Arrays.copyOfRange(info, info.length - set.getValue(), info.length));
                print("message", message);
                print("ciphertext", made.encapsulation());
                print("secret", made.key().getEncoded());
                print("forgedCiphertext", forged);
                print("rejectedSecret", kem.newDecapsulator(pair.getPrivate()).decapsulate(forged).getEncoded());
            }
        }
    }

    private static void print(String field, byte[] octets) {
        System.out.println(field + " = " + HexFormat.of().formatHex(octets).replaceAll("(.{96})(?=.)", "$1\n    "));
    }
}
