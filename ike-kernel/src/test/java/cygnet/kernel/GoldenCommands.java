package cygnet.kernel;

import static cygnet.kernel.AliceAndBob.ALICE;
import static cygnet.kernel.AliceAndBob.ALICE_6;
import static cygnet.kernel.AliceAndBob.BOB;
import static cygnet.kernel.AliceAndBob.BOB_6;
import static cygnet.kernel.AliceAndBob.REQID;
import static cygnet.kernel.AliceAndBob.TO_BOB;
import static cygnet.kernel.AliceAndBob.esp;
import static cygnet.kernel.AliceAndBob.protect;

import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelCommand.AllocateSpi;
import cygnet.ike.ipsec.KernelCommand.DeletePolicy;
import cygnet.ike.ipsec.KernelCommand.DeleteSa;
import cygnet.ike.ipsec.KernelCommand.PutPolicy;
import cygnet.ike.ipsec.KernelCommand.QuerySa;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.PolicySelector;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Commands that every kernel interface has golden octets for, each with the name of the octets. */
public final class GoldenCommands {
    public static final PolicySelector BLOCKED =
            PolicySelector.between(IpNetwork.parse("198.51.100.0/24"), IpNetwork.parse("0.0.0.0/0"));

    private GoldenCommands() {}

    public static Stream<Arguments> ofBothInterfaces() {
        PolicySelector answersOfDns = new PolicySelector(
                IpNetwork.parse("2001:db8::/64"), IpNetwork.host(ALICE_6), 17, 53, PolicySelector.ANY_PORT);
        return Stream.of(
                golden("allocate-spi", new AllocateSpi(BOB, ALICE, IpsecProtocol.ESP)),
                golden("allocate-spi-of-acquire", new AllocateSpi(ALICE, BOB, IpsecProtocol.ESP, REQID)),
                golden("delete-sa", new DeleteSa(esp(ALICE_6, 0xcafe0001), BOB_6)),
                golden("query-sa", new QuerySa(esp(ALICE_6, 0xcafe0001), BOB_6)),
                golden("put-protect-outbound", put(TO_BOB, Direction.OUTBOUND, 2000, protect(Mode.TRANSPORT, true))),
                // Outbound, "use" would let packets go in clear until the SA is there.
                golden("put-protect-outbound", put(TO_BOB, Direction.OUTBOUND, 2000, protect(Mode.TRANSPORT, false))),
                golden("put-use-inbound", put(answersOfDns, Direction.INBOUND, 2001, protect(Mode.TRANSPORT, false))),
                golden("delete-policy", new DeletePolicy(BLOCKED, Direction.INBOUND)));
    }

    public static Arguments golden(String name, KernelCommand command) {
        return Arguments.of(name, command);
    }

    public static PutPolicy put(PolicySelector selector, Direction direction, int priority, Policy.Action action) {
        return new PutPolicy(new Policy(selector, direction, priority, action));
    }
}
