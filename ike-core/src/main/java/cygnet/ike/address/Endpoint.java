package cygnet.ike.address;

/** An address and a UDP port (0 to 65535). */
public record Endpoint(IpAddress address, int port) {
    public Endpoint {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("UDP port " + port);
        }
    }

    public Endpoint withAddress(IpAddress newAddress) {
        return new Endpoint(newAddress, port);
    }

    public Endpoint withPort(int newPort) {
        return new Endpoint(address, newPort);
    }

    @Override
    public String toString() {
        return address.isIpv6() ? "[" + address + "]:" + port : address + ":" + port;
    }
}
