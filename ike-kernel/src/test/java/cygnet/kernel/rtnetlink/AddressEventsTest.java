package cygnet.kernel.rtnetlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.Octets;
import cygnet.kernel.KernelException;
import cygnet.kernel.netlink.ScriptedKernel;
import cygnet.kernel.socket.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressEventsTest {
    private final ScriptedKernel scripted = new ScriptedKernel();
    private AddressEvents events;

    @BeforeEach
    void open() throws Exception {
        events = AddressEvents.open(scripted);
    }

    @AfterEach
    void close() {
        events.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 21, 24, 25})
    void addressesAndRoutesThatComeOrGoAreChanges(int type) throws Exception {
        scripted.say(type, 0, 0, Octets.of(new byte[8]));

        assertThat(events.drain()).isTrue();
        assertThat(events.drain()).isFalse();
    }

    @Test
    void otherMessagesAreNoChanges() throws Exception {
        scripted.say(16, 0, 0, Octets.of(new byte[16]));

        assertThat(events.drain()).isFalse();
    }

    @Test
    void lostEventsMayHaveBeenChanges() throws Exception {
        scripted.fail(Errno.ENOBUFS);

        assertThat(events.drain()).isTrue();
    }

    @Test
    void brokenDescriptorIsAFailure() {
        scripted.fail(Errno.EBADF);

        assertThatThrownBy(events::drain).isInstanceOf(KernelException.class);
    }
}
