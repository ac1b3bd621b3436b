package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.engine.EngineConfig;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.policy.StartAction;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A kernel that refuses one command, of each kind, in each exchange, on either side: nothing is left over, both sides
 * agree, and what was there before goes on to work.
 */
class KernelTroubleTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @RegisterExtension
    final TwoPeers spare = new TwoPeers();

    /** Which command fails. */
    enum Trouble {
        SPI,
        SA,
        POLICY,
        QUERY,
        ALL;

        boolean affects(KernelCommand command) {
            return switch (this) {
                case SPI -> command instanceof KernelCommand.AllocateSpi;
                case SA -> command instanceof KernelCommand.AddSa;
                case POLICY -> command instanceof KernelCommand.PutPolicy;
                case QUERY -> command instanceof KernelCommand.QuerySa;
                case ALL -> true;
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void aFirstChildSaThatFailsAtTheInitiatorLeavesNothing(Trouble trouble) {
        failing(trouble, true, (two, host) -> two.alice().initiate("bob"));
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void aFirstChildSaThatFailsAtTheResponderLeavesNothing(Trouble trouble) {
        failing(trouble, false, (two, host) -> two.alice().initiate("bob"));
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void aRekeyingThatFailsLeavesTheOldChildSaInUse(Trouble trouble) {
        for (boolean atAlice : new boolean[] {true, false}) {
            for (int nth = 0; nth < 4; nth++) {
                TwoPeers two = new TwoPeers(nth, EngineConfig.DEFAULT);
                two.established(c -> c.start(StartAction.TRAP));
                Host host = atAlice ? two.alice() : two.bob();
                failNth(host, trouble, nth);
                two.alice().rekeyChild("bob");
                two.run(LONG);
                assertWorks(two);
                two.simulation().finish();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void aRekeyingOfTheIkeSaNeedsNothingOfTheKernel(Trouble trouble) {
        failing(trouble, true, (two, host) -> {
            host.kernel().fail(command -> false);
            two.alice().initiate("bob");
            two.settle();
            host.kernel().fail(trouble::affects);
            two.alice().rekeyIke("bob");
            two.settle();
            assertThat(two.alice().children()).hasSize(1);
            host.kernel().fail(command -> false);
        });
    }

    @Test
    void aTrapThatTheKernelRefusesIsTriedAgain() {
        spare.alice().kernel().fail(command -> command instanceof KernelCommand.PutPolicy);
        spare.configure(c -> c.start(StartAction.TRAP));
        spare.run(Duration.ofSeconds(1));
        assertThat(spare.alice().kernel().policies()).isEmpty();

        spare.alice().kernel().fail(command -> false);
        spare.run(Duration.ofSeconds(30));

        assertThat(spare.alice().kernel().policies()).hasSize(2);
        Packet packet = spare.alice().send(spare.bob());
        spare.settle();
        assertThat(spare.bob().kernel().delivered()).containsExactly(packet);
    }

    /** Has every, then only the first, second, .. of the commands fail, then tries again with a kernel in order. */
    private static void failing(Trouble trouble, boolean atAlice, BiConsumer<TwoPeers, Host> story) {
        for (int nth = -1; nth < 4; nth++) {
            TwoPeers two = new TwoPeers(17 + nth, EngineConfig.DEFAULT);
            two.configure(c -> c);
            Host host = atAlice ? two.alice() : two.bob();
            if (nth < 0) {
                host.kernel().fail(trouble::affects);
            } else {
                failNth(host, trouble, nth);
            }
            story.accept(two, host);
            two.run(LONG);
            two.settle();
            assertThat(two.alice().children()).hasSameSizeAs(two.bob().children());
            host.kernel().fail(command -> false);
            two.alice().initiate("bob");
            two.settle();
            assertWorks(two);
            two.simulation().finish();
        }
    }

    private static void failNth(Host host, Trouble trouble, int nth) {
        int[] left = {nth};
        host.kernel().fail(command -> trouble.affects(command) && left[0]-- == 0);
    }

    private static void assertWorks(TwoPeers two) {
        two.settle();
        Packet there = two.alice().send(two.bob());
        two.settle();
        Packet back = two.bob().send(two.alice());
        two.settle();
        assertThat(two.bob().kernel().delivered()).contains(there);
        assertThat(two.alice().kernel().delivered()).contains(back);
        assertThat(two.network().clearPackets()).isEmpty();
        two.alice().child();
        two.bob().child();
    }
}
