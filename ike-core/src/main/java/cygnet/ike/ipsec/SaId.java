package cygnet.ike.ipsec;

import cygnet.ike.address.IpAddress;

/** What names an SA on the wire: the SPI is chosen by the destination (RFC 4301 section 4.1). */
public record SaId(IpAddress destination, IpsecProtocol protocol, Spi spi) {
    @Override
    public String toString() {
        return protocol + " " + spi + " to " + destination;
    }
}
