package cygnet.kernel.pfkey;

import static cygnet.kernel.GoldenCommands.BLOCKED;
import static cygnet.kernel.GoldenCommands.golden;
import static cygnet.kernel.GoldenCommands.put;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelCommand.AddSa;
import cygnet.ike.ipsec.KernelCommand.PutPolicy;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.kernel.GoldenCommands;
import cygnet.kernel.SocketExemption;
import cygnet.kernel.socket.Errno;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PfkeyRequestOctetsTest {
    static Stream<Arguments> commands() {
        PolicySelector solicitation =
                new PolicySelector(IpNetwork.parse("::/0"), IpNetwork.parse("::/0"), 58, 135, PolicySelector.ANY_PORT);
        Policy blockForAMinute = new Policy(BLOCKED, Direction.INBOUND, 4, new Policy.Block(), Duration.ofSeconds(60));
        return Stream.concat(
                GoldenCommands.ofBothInterfaces(),
                Stream.of(
                        golden("add-outbound-aes-cbc-256-sha2-512", new AddSa(PfkeySamples.outbound())),
                        golden("add-inbound-aes-ctr-128-sha2-384-udp", new AddSa(PfkeySamples.inboundInUdp(32))),
                        golden("add-outbound-ah-aes-xcbc", new AddSa(PfkeySamples.outboundAh())),
                        golden("put-allow", put(solicitation, Direction.OUTBOUND, 3, new Policy.Allow())),
                        golden("put-block-for-a-minute", new PutPolicy(blockForAMinute))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void commandsAreWhatTheKernelsHeadersSay(String name, KernelCommand command) throws Exception {
        ScriptedPfkey scripted = new ScriptedPfkey();
        try (PfkeyKernel kernel = PfkeyKernel.open(scripted, InstantSource.system())) {
            kernel.perform(List.of(command));
        }

        assertThat(scripted.sent()).containsExactly(PfkeyGolden.request(name));
    }

    @Test
    void aDumpOfAllSasIsAskedForAsTheKernelsHeadersSay() throws Exception {
        ScriptedPfkey scripted = new ScriptedPfkey();
        scripted.behaving((fd, request, k) -> k.refuse(fd, request, Errno.ENOENT));
        try (PfkeyKernel kernel = PfkeyKernel.open(scripted, InstantSource.system())) {
            assertThat(kernel.usages()).isEmpty();
        }

        assertThat(scripted.sent()).containsExactly(PfkeyGolden.request("dump-sas"));
    }

    @Test
    void whoListensRegistersForBothProtocols() throws Exception {
        ScriptedPfkey scripted = new ScriptedPfkey();
        try (PfkeyKernel kernel = PfkeyKernel.open(scripted, InstantSource.system())) {
            kernel.listen(scripted).close();
        }

        assertThat(scripted.sent())
                .containsExactly(PfkeyGolden.request("register-ah"), PfkeyGolden.request("register-esp"));
        assertThat(scripted.closed()).hasSize(3);
    }

    @Test
    void socketPolicyIsWhatTheKernelsHeadersSay() {
        SocketExemption.Option option = new PfkeySocketPolicy().option(false, Direction.INBOUND);

        assertThat(option.value())
                .isEqualTo(PfkeyGolden.request("bypass-inbound").slice(16, 32));
        assertThat(List.of(option.level(), option.number())).containsExactly(0, 16);
        assertThat(new PfkeySocketPolicy().option(true, Direction.OUTBOUND).number())
                .isEqualTo(34);
    }

    @Test
    void keysStayInNoBuffer() throws Exception {
        ScriptedPfkey scripted = new ScriptedPfkey();
        try (PfkeyKernel kernel = PfkeyKernel.open(scripted, InstantSource.system())) {
            kernel.perform(List.of(new AddSa(PfkeySamples.outbound())));
        }

        assertThat(scripted.buffers()).isNotEmpty().allSatisfy(PfkeyRequestOctetsTest::isEmpty);
    }

    private static void isEmpty(ByteBuffer buffer) {
        for (int i = 0; i < buffer.limit(); i++) {
            assertThat(buffer.get(i)).isZero();
        }
    }
}
