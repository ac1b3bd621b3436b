package cygnet.kernel.rtnetlink;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.IpAddress;
import cygnet.kernel.KernelException;
import cygnet.kernel.ffi.SocketCalls;
import org.junit.jupiter.api.Test;

/** Asks the kernel of this machine about the one interface that it surely has. */
final class RoutesTest {
    @Test
    void theWayToLoopbackBeginsThere() throws KernelException {
        try (Routes routes = Routes.open(SocketCalls.system())) {
            assertThat(routes.sourceTowards(IpAddress.parse("127.0.0.1"))).contains(IpAddress.parse("127.0.0.1"));
        }
    }

    @Test
    void anotherAddressOfLoopbackIsReachedFromTheFirst() throws KernelException {
        try (Routes routes = Routes.open(SocketCalls.system())) {
            assertThat(routes.sourceTowards(IpAddress.parse("127.1.2.3"))).contains(IpAddress.parse("127.0.0.1"));
        }
    }
}
