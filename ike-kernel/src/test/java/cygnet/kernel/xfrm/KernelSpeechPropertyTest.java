package cygnet.kernel.xfrm;

import static org.assertj.core.api.Assertions.assertThatCode;

import cygnet.crypto.Octets;
import cygnet.kernel.netlink.ScriptedKernel;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelSpeechPropertyTest {
    private static final int ROUNDS = 5_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acquire-ipv4-udp",
                "acquire-ipv6-tcp",
                "expire-hard",
                "mapping",
                "sa-gcm-in-udp",
                "sa-held-flow",
                "policy-ipv6-port"
            })
    void damagedMessagesAreDecodedOrRefused(String name) {
        Golden.Captured captured = Golden.captured(name);
        byte[] intact = ScriptedKernel.message(captured.type(), 0, 0, captured.payload())
                .toByteArray();
        long seed = 20_261_121;
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = intact.clone();
            for (int damage = random.nextInt(4); damage >= 0; damage--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Octets cut =
                    Octets.of(damaged).first(random.nextInt(8) == 0 ? random.nextInt(damaged.length) : damaged.length);
            assertThatCode(() -> new KernelSpeechFuzzTest().datagramsNeverBreakTheDecoders(cut.toByteArray()))
                    .as("seed %d, round %d: %s", seed, round, cut.toHex())
                    .doesNotThrowAnyException();
        }
    }
}
