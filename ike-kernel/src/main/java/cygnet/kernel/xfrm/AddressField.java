package cygnet.kernel.xfrm;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import java.nio.ByteBuffer;

/** xfrm_address_t: 16 octets, of which IPv4 uses the first four. */
final class AddressField {
    static final int OCTETS = 16;

    private AddressField() {}

    static int family(IpAddress address) {
        return address.isIpv6() ? XfrmNumbers.AF_INET6 : XfrmNumbers.AF_INET;
    }

    static boolean isFamily(int family) {
        return family == XfrmNumbers.AF_INET || family == XfrmNumbers.AF_INET6;
    }

    static void put(ByteBuffer buffer, int at, IpAddress address) {
        buffer.put(at, address.octets().toByteArray());
    }

    /** @param family AF_INET6, or else the address is IPv4 */
    static IpAddress get(ByteBuffer buffer, int at, int family) {
        byte[] octets = new byte[family == XfrmNumbers.AF_INET6 ? 16 : 4];
        buffer.get(at, octets);
        return new IpAddress(Octets.owning(octets));
    }
}
