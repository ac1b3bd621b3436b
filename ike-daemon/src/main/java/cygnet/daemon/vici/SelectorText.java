package cygnet.daemon.vici;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.negotiation.TrafficSelector;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Traffic selectors as charon prints them: {@code 192.0.2.0/24[tcp/80]}, {@code first..last} if they are no network. */
final class SelectorText {
    private static final Map<Integer, String> PROTOCOLS = Map.of(1, "icmp", 6, "tcp", 17, "udp", 58, "ipv6-icmp");

    private SelectorText() {}

    static List<String> of(List<TrafficSelector> selectors) {
        return selectors.stream().map(SelectorText::of).toList();
    }

    static String of(TrafficSelector selector) {
        String addresses = addresses(selector);
        if (selector.protocol() == 0 && selector.anyPort()) {
            return addresses;
        }
        String protocol = selector.protocol() == 0
                ? "0"
                : PROTOCOLS.getOrDefault(selector.protocol(), String.valueOf(selector.protocol()));
        return addresses + "[" + protocol + ports(selector) + "]";
    }

    private static String ports(TrafficSelector selector) {
        if (selector.anyPort()) {
            return "";
        }
        if (selector.isOpaque()) {
            return "/OPAQUE";
        }
        return selector.startPort() == selector.endPort()
                ? "/" + selector.startPort()
                : "/" + selector.startPort() + "-" + selector.endPort();
    }

    private static String addresses(TrafficSelector selector) {
        IpAddress first = selector.startAddress();
        return IntStream.rangeClosed(0, first.bits())
                .filter(length -> isNetwork(selector, length))
                .mapToObj(length -> first + "/" + length)
                .findFirst()
                .orElse(first + ".." + selector.endAddress());
    }

    private static boolean isNetwork(TrafficSelector selector, int length) {
        IpAddress first = selector.startAddress();
        for (int bit = length; bit < first.bits(); bit++) {
            int octet = bit / 8;
            int mask = 0x80 >> (bit % 8);
            if ((first.octets().at(octet) & mask) != 0
                    || (selector.endAddress().octets().at(octet) & mask) == 0) {
                return false;
            }
        }
        IpNetwork network = new IpNetwork(first, length);
        return network.contains(selector.endAddress());
    }
}
