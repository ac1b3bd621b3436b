package cygnet.daemon.publish;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of a host's addresses others may be told. */
public final class GlobalAddresses {
    /** Addresses that mean another host elsewhere: RFC 1918, RFC 6598, RFC 2544, RFC 4193, and those of no host. */
    private static final List<IpNetwork> LOCAL = List.of(
            IpNetwork.parse("0.0.0.0/8"),
            IpNetwork.parse("10.0.0.0/8"),
            IpNetwork.parse("100.64.0.0/10"),
            IpNetwork.parse("127.0.0.0/8"),
            IpNetwork.parse("169.254.0.0/16"),
            IpNetwork.parse("172.16.0.0/12"),
            IpNetwork.parse("192.168.0.0/16"),
            IpNetwork.parse("198.18.0.0/15"),
            IpNetwork.parse("::/96"),
            IpNetwork.parse("fc00::/7"),
            IpNetwork.parse("fe80::/10"));

    private static final Path KERNEL_LIST = Path.of("/proc/net/if_inet6");

    // linux/if_addr.h
    private static final int TEMPORARY = 0x01;
    private static final int DUPLICATE = 0x08;
    private static final int DEPRECATED = 0x20;
    private static final int TENTATIVE = 0x40;

    private final List<IpNetwork> allowed;

    /** @param allowed the only networks whose addresses are told, be they local; empty: all that are not local */
    public GlobalAddresses(List<IpNetwork> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** Those of {@code present} to be told, in an order that depends on nothing else. */
    public List<IpAddress> of(Collection<IpAddress> present) {
        Set<IpAddress> passing = passing();
        return present.stream()
                .filter(address -> !passing.contains(address))
                .filter(this::isTold)
                .sorted((a, b) -> a.isIpv6() == b.isIpv6()
                        ? a.octets().compareUnsigned(b.octets())
                        : Boolean.compare(a.isIpv6(), b.isIpv6()))
                .toList();
    }

    private boolean isTold(IpAddress address) {
        List<IpNetwork> networks = allowed.isEmpty() ? LOCAL : allowed;
        boolean listed = networks.stream().anyMatch(network -> network.contains(address));
        return listed != allowed.isEmpty();
    }

    private static Set<IpAddress> passing() {
        try {
            return passing(Files.readString(KERNEL_LIST, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return Set.of(); // no IPv6
        }
    }

    /**
     * The addresses that will be gone soon, or are not quite there: temporary ones (RFC 8981), deprecated ones (RFC 4862
     * section 5.5.4), and those that are not proven to be unique.
     *
     * @param list the kernel's, with one line of hexadecimal columns for each address: the fifth has the flags
     */
    static Set<IpAddress> passing(String list) {
        return list.lines()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(columns -> columns.length >= 5 && columns[0].matches("[0-9a-f]{32}"))
                .filter(columns -> columns[4].matches("[0-9a-f]{1,8}")
                        && (HexFormat.fromHexDigits(columns[4]) & (TEMPORARY | DUPLICATE | DEPRECATED | TENTATIVE))
                                != 0)
                .map(columns -> new IpAddress(Octets.ofHex(columns[0])))
                .collect(Collectors.toSet());
    }
}
