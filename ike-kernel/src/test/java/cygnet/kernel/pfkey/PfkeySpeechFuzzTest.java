package cygnet.kernel.pfkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import cygnet.crypto.Octets;
import cygnet.kernel.KernelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a PF_KEY socket delivers, decoding it ends in a value or in a {@link KernelException}. */
class PfkeySpeechFuzzTest {
    private static final int ROUNDS = 2_000;

    @FuzzTest(maxDuration = "10s")
    void messagesNeverBreakTheDecoders(byte[] message) {
        try {
            decode(PfkeyMessage.decode(ByteBuffer.wrap(message).order(ByteOrder.nativeOrder())));
        } catch (KernelException expected) {
            // Refused with a reason: what the caller is prepared for.
        }
    }

    private static void decode(PfkeyMessage message) throws KernelException {
        switch (message.type()) {
            case PfkeyNumbers.MSG_SPDDUMP, PfkeyNumbers.MSG_SPDGET, PfkeyNumbers.MSG_SPDUPDATE ->
                SpdEntry.decode(message);
            case PfkeyNumbers.MSG_DUMP, PfkeyNumbers.MSG_GETSPI -> SadEntry.decode(message);
            case PfkeyNumbers.MSG_GET, PfkeyNumbers.MSG_ADD ->
                SaUpdate.of(message).close();
            default -> Notice.decode(message);
        }
    }

    static List<String> names() {
        return PfkeyGolden.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void damagedMessagesAreDecodedOrRefused(String name) {
        byte[] intact = PfkeyGolden.captured(name).toByteArray();
        long seed = 20_261_122;
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = intact.clone();
            for (int damage = random.nextInt(4); damage >= 0; damage--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Octets cut =
                    Octets.of(damaged).first(random.nextInt(8) == 0 ? random.nextInt(damaged.length) : damaged.length);
            assertThatCode(() -> messagesNeverBreakTheDecoders(cut.toByteArray()))
                    .as("seed %d, round %d: %s", seed, round, cut.toHex())
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void messagesThatAreCutOffAreRefused(String name) {
        byte[] intact = PfkeyGolden.captured(name).toByteArray();
        for (int length = 0; length < intact.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(intact, 0, length).slice().order(ByteOrder.nativeOrder());
            assertThatThrownBy(() -> PfkeyMessage.decode(cut)).isInstanceOf(KernelException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // A version of the future, and one that says it is shorter than its header.
                "03060000020000000000000000000000",
                "02060000010000000000000000000000",
                // Extensions of no octets, and of more than there are.
                "020600000300000000000000000000000000010000000000",
                "020600000300000000000000000000000200010000000000"
            })
    void impossibleLengthsAreRefused(String hex) {
        ByteBuffer message = ByteBuffer.wrap(Octets.ofHex(hex).toByteArray()).order(ByteOrder.nativeOrder());

        assertThatThrownBy(() -> PfkeyMessage.decode(message)).isInstanceOf(KernelException.class);
    }

    @Test
    void ofAnExtensionThatIsThereTwiceTheFirstCounts() throws Exception {
        byte[] octets = Octets.ofHex("020600000400000000000000000000000100160011940000010016002222000000")
                .first(32)
                .toByteArray();
        PfkeyMessage message = PfkeyMessage.decode(ByteBuffer.wrap(octets).order(ByteOrder.nativeOrder()));

        assertThat(message.require(PfkeyNumbers.EXT_NAT_T_DPORT, 8).get(4)).isEqualTo((byte) 0x11);
    }
}
