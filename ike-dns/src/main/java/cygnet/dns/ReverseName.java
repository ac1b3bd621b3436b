package cygnet.dns;

import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DomainName;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.ReverseMap;

/** The name that an address has in in-addr.arpa (RFC 1035 section 3.5) or ip6.arpa (RFC 3596 section 2.5). */
final class ReverseName {
    private ReverseName() {}

    static DomainName of(IpAddress address) {
        // From the octets, because Java would turn an IPv4-mapped address into an IPv4 one.
        String name = ReverseMap.fromAddress(address.octets().toByteArray()).toString(true);
        return new DomainName(name.toLowerCase(Locale.ROOT));
    }

    /** The address whose reverse name this is; empty if it is another name, or that of a whole network. */
    static Optional<IpAddress> address(Name name) {
        try {
            IpAddress address = IpAddress.of(ReverseMap.fromName(name));
            boolean exact = of(address).text().equals(name.toString(true).toLowerCase(Locale.ROOT));
            return exact ? Optional.of(address) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
