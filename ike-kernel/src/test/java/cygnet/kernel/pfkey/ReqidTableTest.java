package cygnet.kernel.pfkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.ike.engine.EngineConfig;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReqidTableTest {
    private static final int OURS = EngineConfig.FIRST_REQID;

    private final ReqidTable table = new ReqidTable(ReqidTable.FIRST + 2);

    @Test
    void eachOfOursHasAStandInOfItsOwn() {
        assertThat(table.standIn(OURS)).isEqualTo(0x1000);
        assertThat(table.standIn(OURS + 1)).isEqualTo(0x1001);
        assertThat(table.standIn(OURS)).isEqualTo(0x1000);
        assertThat(table.original(0x1001)).isEqualTo(OURS + 1);
    }

    @Test
    void smallOnesStandForThemselves() {
        assertThat(table.standIn(0)).isZero();
        assertThat(table.standIn(PfkeyAbilities.MOST_REQID)).isEqualTo(PfkeyAbilities.MOST_REQID);
        assertThat(table.original(4095)).isEqualTo(4095);
        assertThat(table.original(0x4000)).isEqualTo(0x4000);
    }

    @Test
    void whatAnEarlierRunLeftIsOursAsWell() {
        assertThat(table.original(ReqidTable.LAST)).isEqualTo(EngineConfig.LAST_REQID);
        assertThat(table.original(ReqidTable.FIRST)).isBetween(EngineConfig.FIRST_REQID, EngineConfig.LAST_REQID);
    }

    @Test
    void whenAllAreTakenThoseThatNothingUsesAreTakenAgain() {
        for (int i = 0; i < 3; i++) {
            table.standIn(OURS + i);
        }
        assertThat(table.canHold(OURS + 3)).isFalse();
        assertThat(table.canHold(OURS)).isTrue();
        assertThatThrownBy(() -> table.standIn(OURS + 3))
                .hasMessageStartingWith("PF_KEY has only 3 reqids for peers, and all are taken");

        table.retain(Set.of(0x1000, 0x1002));

        assertThat(table.standIn(OURS + 3)).isEqualTo(0x1001);
        assertThat(table.standIn(OURS)).isEqualTo(0x1000);
        assertThat(table.original(0x1001)).isEqualTo(OURS + 3);
    }
}
