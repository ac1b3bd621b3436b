package cygnet.kernel.xfrm;

import static cygnet.kernel.AliceAndBob.TO_BOB;
import static cygnet.kernel.AliceAndBob.protect;
import static cygnet.kernel.GoldenCommands.BLOCKED;
import static cygnet.kernel.GoldenCommands.golden;
import static cygnet.kernel.GoldenCommands.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelCommand.AddSa;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy.Allow;
import cygnet.ike.ipsec.Policy.Block;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.kernel.GoldenCommands;
import cygnet.kernel.netlink.ScriptedKernel;
import cygnet.kernel.socket.Errno;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestOctetsTest {
    static Stream<Arguments> commands() {
        PolicySelector solicitation = new PolicySelector(IpNetwork.parse("::/0"), IpNetwork.parse("::/0"), 58, 135, 0);
        return Stream.concat(
                GoldenCommands.ofBothInterfaces(),
                Stream.of(
                        golden("add-outbound-aes-gcm-128", new AddSa(Samples.outboundGcm())),
                        golden("add-inbound-aes-cbc-256-sha2-384-esn-udp", new AddSa(Samples.inboundCbcWithEsnInUdp())),
                        golden("add-inbound-chacha20-poly1305-tunnel", new AddSa(Samples.inboundChaChaTunnel())),
                        golden("add-outbound-ah-sha2-256", new AddSa(Samples.outboundAh())),
                        golden("put-protect-tunnel", put(TO_BOB, Direction.OUTBOUND, 2002, protect(Mode.TUNNEL, true))),
                        golden("put-allow", put(solicitation, Direction.OUTBOUND, 3, new Allow())),
                        golden("put-block", put(BLOCKED, Direction.INBOUND, 4, new Block()))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void commandsAreWhatTheKernelsHeadersSay(String name, KernelCommand command) throws Exception {
        ScriptedKernel scripted = new ScriptedKernel();
        try (XfrmKernel kernel = XfrmKernel.open(scripted, InstantSource.system())) {
            kernel.perform(List.of(command));
        }

        assertThat(scripted.sent()).containsExactly(Golden.request(name));
    }

    @Test
    void aDumpOfAllSasIsAskedForAsTheKernelsHeadersSay() throws Exception {
        ScriptedKernel scripted = new ScriptedKernel();
        scripted.behaving((request, kernel) -> kernel.refuse(request, Errno.EPERM, ""));
        try (XfrmKernel kernel = XfrmKernel.open(scripted, InstantSource.system())) {
            assertThatThrownBy(kernel::usages).hasMessageContaining("EPERM");
        }

        assertThat(scripted.sent()).containsExactly(Golden.request("dump-sas"));
    }

    @Test
    void socketPolicyIsWhatTheKernelsHeadersSay() {
        assertThat(Octets.of(SocketPolicy.bypass(false, Direction.INBOUND)))
                .isEqualTo(Golden.request("bypass-ipv4-inbound"));
        assertThat(Octets.of(SocketPolicy.bypass(true, Direction.OUTBOUND)))
                .isEqualTo(Golden.request("bypass-ipv6-outbound"));
    }
}
