package cygnet.kernel.pfkey;

import static cygnet.kernel.pfkey.PfkeySamples.ALICE;
import static cygnet.kernel.pfkey.PfkeySamples.ALICE_6;
import static cygnet.kernel.pfkey.PfkeySamples.BOB;
import static cygnet.kernel.pfkey.PfkeySamples.BOB_6;
import static cygnet.kernel.pfkey.PfkeySamples.TO_BOB;
import static cygnet.kernel.pfkey.PfkeySamples.esp;
import static cygnet.kernel.pfkey.PfkeySamples.protect;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelCommand.AddSa;
import cygnet.ike.ipsec.KernelCommand.AllocateSpi;
import cygnet.ike.ipsec.KernelCommand.DeletePolicy;
import cygnet.ike.ipsec.KernelCommand.DeleteSa;
import cygnet.ike.ipsec.KernelCommand.PutPolicy;
import cygnet.ike.ipsec.KernelCommand.QuerySa;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.kernel.SocketExemption;
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
    private static final PolicySelector BLOCKED =
            PolicySelector.between(IpNetwork.parse("198.51.100.0/24"), IpNetwork.parse("0.0.0.0/0"));

    static Stream<Arguments> commands() {
        PolicySelector answersOfDns = new PolicySelector(
                IpNetwork.parse("2001:db8::/64"), IpNetwork.host(ALICE_6), 17, 53, PolicySelector.ANY_PORT);
        PolicySelector solicitation =
                new PolicySelector(IpNetwork.parse("::/0"), IpNetwork.parse("::/0"), 58, 135, PolicySelector.ANY_PORT);
        return Stream.of(
                Arguments.of("allocate-spi", new AllocateSpi(BOB, ALICE, IpsecProtocol.ESP)),
                Arguments.of("add-outbound-aes-cbc-256-sha2-512", new AddSa(PfkeySamples.outbound())),
                Arguments.of("add-inbound-aes-ctr-128-sha2-384-udp", new AddSa(PfkeySamples.inboundInUdp(32))),
                Arguments.of("add-outbound-ah-aes-xcbc", new AddSa(PfkeySamples.outboundAh())),
                Arguments.of("delete-sa", new DeleteSa(esp(ALICE_6, 0xcafe0001), BOB_6)),
                Arguments.of("query-sa", new QuerySa(esp(ALICE_6, 0xcafe0001), BOB_6)),
                Arguments.of(
                        "put-protect-outbound",
                        new PutPolicy(new Policy(TO_BOB, Direction.OUTBOUND, 2000, protect(true)))),
                // Outbound, "use" would let packets go in clear until the SA is there.
                Arguments.of(
                        "put-protect-outbound",
                        new PutPolicy(new Policy(TO_BOB, Direction.OUTBOUND, 2000, protect(false)))),
                Arguments.of(
                        "put-use-inbound",
                        new PutPolicy(new Policy(answersOfDns, Direction.INBOUND, 2001, protect(false)))),
                Arguments.of(
                        "put-allow",
                        new PutPolicy(new Policy(solicitation, Direction.OUTBOUND, 3, new Policy.Allow()))),
                Arguments.of(
                        "put-block-for-a-minute",
                        new PutPolicy(
                                new Policy(BLOCKED, Direction.INBOUND, 4, new Policy.Block(), Duration.ofSeconds(60)))),
                Arguments.of("delete-policy", new DeletePolicy(BLOCKED, Direction.INBOUND)));
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
