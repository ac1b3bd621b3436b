package cygnet.daemon.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OpenFilesTest {
    private static final int EMFILE = 24;

    @Test
    void theLimitIsTheOneInForceAndNotTheOneUpToWhichItMayBeRaised() {
        List<String> limits = List.of(
                "Limit                     Soft Limit           Hard Limit           Units     ",
                "Max processes             95910                95910                processes ",
                "Max open files            1024                 4096                 files     ");

        assertThat(OpenFiles.of(limits)).isEqualTo(new OpenFiles(1024));
    }

    @Test
    void withoutALimitThereIsRoomForAll() {
        assertThat(OpenFiles.of(List.of(
                                "Max open files            unlimited            unlimited            files     "))
                        .forIke())
                .isGreaterThan(1_000_000);
        assertThat(OpenFiles.of(List.of()).forIke()).isGreaterThan(1_000_000);
        assertThat(OpenFiles.ofThisProcess().most()).isPositive();
    }

    @Test
    void theRestOfTheDaemonHasItsShare() {
        assertThat(new OpenFiles(4096).forIke()).isEqualTo(3840);
        assertThat(new OpenFiles(200).forIke()).isEqualTo(100);
    }

    @Test
    void aLimitThatIsReachedIsNamed() {
        Epoll.ensureAvailability(); // or Netty does not know the numbers of errors
        NativeIoException full = new NativeIoException("newSocketDgram", -EMFILE, false);

        assertThat(OpenFiles.reason(new ChannelException(full)))
                .isEqualTo(
                        "this process has as many files open as it may (LimitNOFILE in the systemd unit, or ulimit -n)");
    }

    @Test
    void anyOtherReasonIsTheInnermostOne() {
        assertThat(OpenFiles.reason(new IOException("outside", new IOException("inside"))))
                .isEqualTo("inside");
        assertThat(OpenFiles.reason(new IllegalStateException())).isEqualTo("IllegalStateException");
    }
}
