package cygnet.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class RandomSourceTest {
    @Test
    void theSecureRandomGivesTheSourcesOctetsAndNothingElse() {
        FixedRandom source = new FixedRandom(Octets.ofHex("0102030405060708"));
        SecureRandom random = source.asSecureRandom();
        random.setSeed(42);
        byte[] bytes = new byte[4];
        random.nextBytes(bytes);
        assertThat(bytes).containsExactly(1, 2, 3, 4);
        assertThat(new BigInteger(32, random)).isEqualTo(0x05060708);
        assertThat(source.isUsedUp()).isTrue();
    }

    @Test
    void twoSourcesOfOneSeedGiveTheSame() {
        assertThat(new SeededRandom(7).octets(100)).isEqualTo(new SeededRandom(7).octets(100));
        assertThat(new SeededRandom(7).nextLong()).isNotEqualTo(new SeededRandom(8).nextLong());
    }

    @Test
    void theSystemsSourceDoesNotRepeatItself() {
        RandomSource system = RandomSource.system();
        assertThat(system.octets(32)).isNotEqualTo(system.octets(32));
    }
}
