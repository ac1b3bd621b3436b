package cygnet.kernel.xfrm;

import static cygnet.kernel.xfrm.Samples.ALICE;
import static cygnet.kernel.xfrm.Samples.ALICE_6;
import static cygnet.kernel.xfrm.Samples.BOB;
import static cygnet.kernel.xfrm.Samples.BOB_6;
import static cygnet.kernel.xfrm.Samples.REQID;
import static cygnet.kernel.xfrm.Samples.TO_BOB;
import static cygnet.kernel.xfrm.Samples.esp;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
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
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.Policy.Allow;
import cygnet.ike.ipsec.Policy.Block;
import cygnet.ike.ipsec.Policy.Protect;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.kernel.netlink.ScriptedKernel;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestOctetsTest {
    private static final PolicySelector BLOCKED =
            PolicySelector.between(IpNetwork.parse("198.51.100.0/24"), IpNetwork.parse("0.0.0.0/0"));

    static Stream<Arguments> commands() {
        PolicySelector answersOfDns = new PolicySelector(
                IpNetwork.parse("2001:db8::/64"), IpNetwork.host(ALICE_6), 17, 53, PolicySelector.ANY_PORT);
        PolicySelector neighbourSolicitation =
                new PolicySelector(IpNetwork.parse("::/0"), IpNetwork.parse("::/0"), 58, 135, 0);
        return Stream.of(
                golden("allocate-spi", new AllocateSpi(BOB, ALICE, IpsecProtocol.ESP)),
                golden("add-outbound-aes-gcm-128", new AddSa(Samples.outboundGcm())),
                golden("add-inbound-aes-cbc-256-sha2-384-esn-udp", new AddSa(Samples.inboundCbcWithEsnInUdp())),
                golden("add-inbound-chacha20-poly1305-tunnel", new AddSa(Samples.inboundChaChaTunnel())),
                golden("add-outbound-ah-sha2-256", new AddSa(Samples.outboundAh())),
                golden("delete-sa", new DeleteSa(esp(ALICE_6, 0xcafe0001), BOB_6)),
                golden("query-sa", new QuerySa(esp(ALICE_6, 0xcafe0001), BOB_6)),
                golden("put-protect-outbound", put(TO_BOB, Direction.OUTBOUND, 2000, protect(Mode.TRANSPORT, true))),
                golden("put-use-inbound", put(answersOfDns, Direction.INBOUND, 2001, protect(Mode.TRANSPORT, false))),
                golden("put-protect-tunnel", put(TO_BOB, Direction.OUTBOUND, 2002, protect(Mode.TUNNEL, true))),
                golden("put-allow", put(neighbourSolicitation, Direction.OUTBOUND, 3, new Allow())),
                golden("put-block", put(BLOCKED, Direction.INBOUND, 4, new Block())),
                golden("delete-policy", new DeletePolicy(BLOCKED, Direction.INBOUND)));
    }

    private static Arguments golden(String name, KernelCommand command) {
        return Arguments.of(name, command);
    }

    private static PutPolicy put(PolicySelector selector, Direction direction, int priority, Policy.Action action) {
        return new PutPolicy(new Policy(selector, direction, priority, action));
    }

    private static Protect protect(Mode mode, boolean required) {
        return new Protect(IpsecProtocol.ESP, mode, REQID, required);
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
    void outboundPolicyThatAcceptsClearTextStillHoldsPackets() throws Exception {
        ScriptedKernel scripted = new ScriptedKernel();
        try (XfrmKernel kernel = XfrmKernel.open(scripted, InstantSource.system())) {
            kernel.perform(List.of(put(TO_BOB, Direction.OUTBOUND, 2000, protect(Mode.TRANSPORT, false))));
        }

        assertThat(scripted.sent()).containsExactly(Golden.request("put-protect-outbound"));
    }

    @Test
    void socketPolicyIsWhatTheKernelsHeadersSay() {
        assertThat(Octets.of(SocketPolicy.bypass(false, Direction.INBOUND)))
                .isEqualTo(Golden.request("bypass-ipv4-inbound"));
        assertThat(Octets.of(SocketPolicy.bypass(true, Direction.OUTBOUND)))
                .isEqualTo(Golden.request("bypass-ipv6-outbound"));
    }
}
