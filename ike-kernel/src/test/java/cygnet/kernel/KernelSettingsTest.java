package cygnet.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.kernel.KernelSettings.Outcome.AlreadySo;
import cygnet.kernel.KernelSettings.Outcome.Changed;
import cygnet.kernel.KernelSettings.Outcome.NotPossible;
import cygnet.kernel.KernelSettings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSettingsTest {
    @TempDir
    Path directory;

    private Path larvalDrop;
    private KernelSettings settings;

    @BeforeEach
    void layOut() throws IOException {
        larvalDrop = Files.createDirectories(directory.resolve("net/core")).resolve("xfrm_larval_drop");
        Files.writeString(larvalDrop, "1\n");
        settings = KernelSettings.in(directory);
    }

    @Test
    void settingIsChangedAndGivenBack() throws IOException {
        assertThat(settings.set(Setting.XFRM_LARVAL_DROP, 0)).isEqualTo(new Changed(Setting.XFRM_LARVAL_DROP, 1, 0));
        assertThat(larvalDrop).hasContent("0\n");

        assertThat(settings.restore()).containsExactly(new Changed(Setting.XFRM_LARVAL_DROP, 0, 1));
        assertThat(larvalDrop).hasContent("1\n");
    }

    @Test
    void valueThatWasThereAtFirstIsTheOneGivenBack() {
        settings.set(Setting.XFRM_LARVAL_DROP, 0);
        settings.set(Setting.XFRM_LARVAL_DROP, 5);

        assertThat(settings.restore()).containsExactly(new Changed(Setting.XFRM_LARVAL_DROP, 5, 1));
        assertThat(settings.restore()).isEmpty();
    }

    @Test
    void settingThatIsSoAlreadyIsLeftAloneForGood() {
        assertThat(settings.set(Setting.XFRM_LARVAL_DROP, 1)).isEqualTo(new AlreadySo(Setting.XFRM_LARVAL_DROP, 1));
        assertThat(settings.restore()).isEmpty();
    }

    @Test
    void settingThatThisKernelLacksIsNamed() {
        assertThat(settings.set(Setting.XFRM_ACQ_EXPIRES, 165))
                .isEqualTo(new NotPossible(
                        Setting.XFRM_ACQ_EXPIRES,
                        "cannot set net.core.xfrm_acq_expires to 165: this kernel has no such setting"));
    }

    @Test
    void settingThatIsNoNumberIsNotTouched() throws IOException {
        Files.writeString(larvalDrop, "on\n");

        assertThat(settings.set(Setting.XFRM_LARVAL_DROP, 0))
                .isInstanceOfSatisfying(
                        NotPossible.class,
                        not -> assertThat(not.cause()).startsWith("cannot set net.core.xfrm_larval_drop to 0: "));
        assertThat(larvalDrop).hasContent("on\n");
    }
}
