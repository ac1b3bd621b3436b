package cygnet.dns;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TSIG;

/** A resolver for dnsjava's validator whose settings were chosen when it was made: nothing of dnsjava's may change them. */
interface FixedResolver extends Resolver {
    /** The EDNS flags that its queries have. */
    int ednsFlags();

    @Override
    default void setPort(int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    default void setTCP(boolean flag) {
        throw new UnsupportedOperationException();
    }

    @Override
    default void setTSIGKey(@Nullable TSIG key) {
        throw new UnsupportedOperationException();
    }

    @Override
    default void setTimeout(Duration timeout) {
        throw new UnsupportedOperationException();
    }

    /** The validator wants truncated answers repeated over TCP, which is always done. */
    @Override
    default void setIgnoreTruncation(boolean flag) {
        if (flag) {
            throw new UnsupportedOperationException();
        }
    }

    /** The validator wants EDNS with DO, which {@link ExchangeSettings} says. */
    @Override
    default void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
        if (version != 0 || (flags & ~ednsFlags()) != 0) {
            throw new UnsupportedOperationException();
        }
    }
}
