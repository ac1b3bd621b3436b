package cygnet.kernel.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.Octets;
import cygnet.kernel.KernelException;
import cygnet.kernel.socket.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetlinkMessageTest {
    private static ByteBuffer buffer(Octets octets) {
        return ByteBuffer.wrap(octets.toByteArray()).order(ByteOrder.nativeOrder());
    }

    private static Octets payload(NetlinkMessage message) {
        byte[] octets = new byte[message.payload().limit()];
        message.payload().get(0, octets);
        return Octets.of(octets);
    }

    @Test
    void severalMessagesOfADatagramAreTakenApart() throws Exception {
        Octets first = ScriptedKernel.message(0x10, 2, 7, Octets.ofHex("0102030405"));
        Octets second = ScriptedKernel.message(0x11, 0, 8, Octets.empty());
        Octets padding = Octets.of(new byte[3]);

        List<NetlinkMessage> messages = NetlinkMessage.decodeAll(buffer(Octets.concat(first, padding, second)));

        assertThat(messages).hasSize(2);
        assertThat(payload(messages.get(0))).isEqualTo(Octets.ofHex("0102030405"));
        assertThat(messages.get(0))
                .extracting(NetlinkMessage::type, NetlinkMessage::flags, NetlinkMessage::sequence)
                .containsExactly(0x10, 2, 7);
        assertThat(messages.get(1).sequence()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 17, -1, Integer.MAX_VALUE})
    void messageOfAnImpossibleLengthIsRefused(int length) {
        Octets datagram = Octets.concat(ScriptedKernel.nativeInt(length), Octets.of(new byte[12]));

        assertThatThrownBy(() -> NetlinkMessage.decodeAll(buffer(datagram)))
                .isInstanceOf(KernelException.class)
                .hasMessage("netlink message of " + length + " octets at 0 of 16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"03000100", "00000100", "09000100000000", "ffff0100"})
    void attributeOfAnImpossibleLengthIsRefused(String attribute) throws Exception {
        Octets datagram = ScriptedKernel.message(0x10, 0, 1, Octets.ofHex("aaaaaaaa" + attribute));
        NetlinkMessage message = NetlinkMessage.decodeAll(buffer(datagram)).get(0);

        assertThatThrownBy(() -> message.attributesBehind(4))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("netlink attribute 1 of ");
    }

    @Test
    void structureThatIsCutShortIsRefusedByName() throws Exception {
        NetlinkMessage message = NetlinkMessage.decodeAll(
                        buffer(ScriptedKernel.message(0x17, 0, 1, Octets.of(new byte[279]))))
                .get(0);

        assertThatThrownBy(() -> message.structure("xfrm_user_acquire", 280))
                .isInstanceOf(KernelException.class)
                .hasMessage("netlink message type 23: 279 octets for a xfrm_user_acquire of 280");
    }

    @Test
    void explanationIsFoundBehindARefusedMessageThatIsNotCapped() throws Exception {
        Octets refused = ScriptedKernel.message(0x10, 5, 9, Octets.of(new byte[24]));
        Octets text = Octets.ofAscii("No such thing\0");
        Octets error = Octets.concat(ScriptedKernel.nativeInt(-22), refused, ScriptedKernel.attribute(1, text));

        NetlinkMessage message = NetlinkMessage.decodeAll(
                        buffer(ScriptedKernel.message(NetlinkMessage.ERROR, 0x200, 9, error)))
                .get(0);

        assertThat(message.error()).contains(new NetlinkError(22, "No such thing"));
    }

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        Random random = new Random(17);
        for (int round = 0; round < 200; round++) {
            MessageWriter writer = new MessageWriter(4096);
            byte[] body = new byte[random.nextInt(40)];
            byte[] value = new byte[random.nextInt(40)];
            random.nextBytes(body);
            random.nextBytes(value);
            int sequence = random.nextInt();
            NetlinkRequest request = new NetlinkRequest(0x19, target -> {
                target.buffer().put(target.structure(body.length), body);
                target.buffer().put(target.attribute(5, value.length), value);
            });
            request.write(writer, 4, sequence);
            request.write(writer, 4, sequence + 1);

            List<NetlinkMessage> messages = NetlinkMessage.decodeAll(writer.written());

            assertThat(messages).hasSize(2);
            for (NetlinkMessage message : messages) {
                assertThat(message.type()).isEqualTo(0x19);
                assertThat(payload(message).first(body.length)).isEqualTo(Octets.of(body));
                ByteBuffer found = message.attributesBehind(body.length).find(5).orElseThrow();
                assertThat(found).isEqualTo(ByteBuffer.wrap(value));
            }
            assertThat(messages.get(1).sequence()).isEqualTo(sequence + 1);
        }
    }

    @Test
    void messageThatIsTooLargeForTheBufferIsRefused() {
        MessageWriter writer = new MessageWriter(64);
        writer.begin(1, 0, 1);

        assertThatThrownBy(() -> writer.structure(49))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("netlink message of more than 64 octets");
    }

    @Test
    void errorsHaveNames() {
        assertThat(Errno.name(38)).isEqualTo("ENOSYS");
        assertThat(Errno.name(12_345)).isEqualTo("errno 12345");
    }
}
