package cygnet.kernel.live;

import static cygnet.kernel.ffi.NetworkNamespace.execute;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.kernel.ffi.NetworkNamespace;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.rtnetlink.AddressEvents;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the host's kernel says about addresses of a network namespace of the test's own. */
@Tag("kernel")
class LiveAddressEventsTest {
    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1/32", "2001:db8::1/128"})
    void anAddressThatComesAndGoesIsHeard(String address) throws Exception {
        NetworkNamespace.inNew(() -> {
            execute("ip", "link", "set", "lo", "up");
            try (AddressEvents events = AddressEvents.open(SocketCalls.system())) {
                assertThat(events.drain()).isFalse();

                execute("ip", "address", "add", address, "dev", "lo");
                assertThat(events.drain()).isTrue();

                execute("ip", "address", "del", address, "dev", "lo");
                assertThat(events.drain()).isTrue();
            }
        });
    }
}
