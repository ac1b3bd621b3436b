package cygnet.daemon.config;

import cygnet.ike.address.IpAddress;
import cygnet.ike.negotiation.TrafficSelector;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A traffic selector: {@code dynamic} (which is empty here), an address, a network or a range, with
 * {@code [protocol/port]} behind it if not everything is meant.
 */
final class SelectorSyntax {
    private static final Pattern FORM = Pattern.compile("([^\\[\\]]*)(?:\\[([^\\[\\]/]*)(?:/([^\\[\\]/]*))?])?");
    private static final Pattern PORT_RANGE = Pattern.compile("(\\d+)-(\\d+)");

    private static final Map<String, Integer> PROTOCOLS = Map.ofEntries(
            Map.entry("any", 0),
            Map.entry("icmp", 1),
            Map.entry("igmp", 2),
            Map.entry("tcp", 6),
            Map.entry("udp", 17),
            Map.entry("dccp", 33),
            Map.entry("gre", 47),
            Map.entry("esp", 50),
            Map.entry("ah", 51),
            Map.entry("icmp6", 58),
            Map.entry("icmpv6", 58),
            Map.entry("ipv6-icmp", 58),
            Map.entry("ospf", 89),
            Map.entry("sctp", 132),
            Map.entry("udplite", 136));

    /** The services that hosts protect one by one; anything else has a number. */
    private static final Map<String, Integer> SERVICES = Map.ofEntries(
            Map.entry("ssh", 22),
            Map.entry("smtp", 25),
            Map.entry("domain", 53),
            Map.entry("http", 80),
            Map.entry("ntp", 123),
            Map.entry("imap", 143),
            Map.entry("imap2", 143),
            Map.entry("snmp", 161),
            Map.entry("bgp", 179),
            Map.entry("ldap", 389),
            Map.entry("https", 443),
            Map.entry("submission", 587),
            Map.entry("ldaps", 636),
            Map.entry("imaps", 993),
            Map.entry("nfs", 2049),
            Map.entry("mysql", 3306),
            Map.entry("postgresql", 5432));

    private static final Set<Integer> HAVE_PORTS = Set.of(0, 6, 17, 33, 132, 136);

    private SelectorSyntax() {}

    static Optional<TrafficSelector> parse(String text) throws BadValueException {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new BadValueException(Syntax.quote(text) + " is not a traffic selector such as 192.0.2.0/24[tcp/80]");
        }
        String protocol = form.group(2);
        String addresses = form.group(1).strip();
        if (addresses.equals("dynamic")) {
            if (protocol != null) {
                throw new BadValueException(
                        "dynamic with a protocol or port is not available yet: write the address instead of dynamic");
            }
            return Optional.empty();
        }
        TrafficSelector selector = addresses(addresses);
        return Optional.of(
                protocol == null ? selector : narrow(selector, protocol.strip(), Optional.ofNullable(form.group(3))));
    }

    private static TrafficSelector addresses(String text) throws BadValueException {
        int hyphen = text.indexOf('-');
        if (hyphen < 0) {
            return TrafficSelector.network(AddressSyntax.network(text));
        }
        IpAddress first = AddressSyntax.address(text.substring(0, hyphen).strip());
        IpAddress last = AddressSyntax.address(text.substring(hyphen + 1).strip());
        AddressSyntax.requireOrder(first, last);
        return new TrafficSelector(0, first, last, 0, TrafficSelector.MAX_PORT);
    }

    private static TrafficSelector narrow(TrafficSelector selector, String protocolText, Optional<String> portText)
            throws BadValueException {
        int protocol = protocol(protocolText);
        String port = portText.map(String::strip).orElse("any");
        if (port.equals("any") || port.isEmpty()) {
            return selector.withProtocol(protocol, 0, TrafficSelector.MAX_PORT);
        }
        if (port.equals("opaque")) {
            return selector.withProtocol(protocol, TrafficSelector.MAX_PORT, 0);
        }
        if (!HAVE_PORTS.contains(protocol)) {
            throw new BadValueException("protocol " + protocolText + " has no ports"
                    + (protocol == 1 || protocol == 58 ? "; ICMP types are not available yet" : ""));
        }
        Matcher range = PORT_RANGE.matcher(port);
        if (!range.matches()) {
            int number = port(port);
            return selector.withProtocol(protocol, number, number);
        }
        int first = port(range.group(1));
        int last = port(range.group(2));
        if (first > last) {
            throw new BadValueException("the port range " + port + " is empty");
        }
        return selector.withProtocol(protocol, first, last);
    }

    private static int protocol(String text) throws BadValueException {
        Integer known = text.isEmpty() ? Integer.valueOf(0) : PROTOCOLS.get(text);
        if (known != null) {
            return known;
        }
        if (!text.matches("\\d+")) {
            throw new BadValueException(
                    "unknown protocol " + Syntax.quote(text) + Nearest.hint(text, PROTOCOLS.keySet()));
        }
        return Syntax.number(0, 0xff).parse(text);
    }

    private static int port(String text) throws BadValueException {
        Integer known = SERVICES.get(text);
        if (known != null) {
            return known;
        }
        if (!text.matches("\\d+")) {
            throw new BadValueException("unknown service " + Syntax.quote(text) + ": write its port");
        }
        return Syntax.number(0, TrafficSelector.MAX_PORT).parse(text);
    }
}
