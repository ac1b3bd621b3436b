package cygnet.ike.engine;

import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.IkeSpiPair;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What comes in clear and says that a peer has lost what it shared with us (RFC 7296 section 1.5): worth no more than a
 * question to that peer, and worth that only if it names what there is (section 2.21.4).
 */
final class Hints {
    private static final int SPI_OCTETS = 4;

    private final SaTable table;

    Hints(SaTable table) {
        this.table = table;
    }

    void onUnprotected(IkeMessage message, IpAddress source) {
        Optional<SaDriver> named = message.header().response() ? byIkeSpis(message) : byChild(message, source);
        named.filter(driver -> driver.sa().remote().address().equals(source))
                .ifPresent(driver -> driver.timers().liveness().hint("an unprotected " + message));
    }

    /** An answer to a request of ours that says INVALID_IKE_SPI, and copies both SPIs. */
    private Optional<SaDriver> byIkeSpis(IkeMessage message) {
        if (message.notify(NotifyType.INVALID_IKE_SPI).isEmpty()) {
            return Optional.empty();
        }
        IkeHeader header = message.header();
        IkeSpiPair spis = new IkeSpiPair(header.initiatorSpi(), header.responderSpi());
        return Stream.of(header.initiatorSpi(), header.responderSpi())
                .flatMap(spi -> table.find(spi).stream())
                .filter(driver -> driver.sa().spis().equals(spis))
                .findFirst();
    }

    /** A message of its own that says INVALID_SPI: its data is the SPI of what the peer could not read. */
    private Optional<SaDriver> byChild(IkeMessage message, IpAddress source) {
        return message.notify(NotifyType.INVALID_SPI)
                .filter(notify -> message.header().exchange().equals(ExchangeType.INFORMATIONAL))
                .map(NotifyPayload::content)
                .filter(spi -> spi.length() == SPI_OCTETS && Spi.isValid(spi.int32(0)))
                .flatMap(spi -> Stream.of(IpsecProtocol.values())
                        .map(protocol -> new SaId(source, protocol, new Spi(spi.int32(0))))
                        .flatMap(id -> table.find(id).stream())
                        .findFirst());
    }
}
