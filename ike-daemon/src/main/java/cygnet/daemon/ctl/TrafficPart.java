package cygnet.daemon.ctl;

import cygnet.daemon.vici.ViciMessage;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A part of the traffic with a host.
 *
 * @param protocol its number
 * @param port the host's; empty: any
 */
record TrafficPart(int protocol, OptionalInt port) {
    /** For the command line's help. */
    static final String SYNTAX =
            "a number or one of icmp, ipv6-icmp, sctp, tcp, udp; the port is the host's. All, if absent";

    private static final Map<String, Integer> PROTOCOLS =
            Map.of("icmp", 1, "tcp", 6, "udp", 17, "ipv6-icmp", 58, "sctp", 132);
    private static final int MOST_PROTOCOLS = 0xff;
    private static final int MOST_PORTS = 0xffff;

    /** Puts it into a request. */
    void put(ViciMessage.Builder request) {
        request.put("protocol", protocol);
        port.ifPresent(number -> request.put("remote-port", number));
    }

    /** As people write it: {@code tcp/25}. */
    static final class Converter implements ITypeConverter<TrafficPart> {
        @Override
        public TrafficPart convert(String text) {
            String[] parts = text.split("/", -1);
            String name = parts[0].toLowerCase(Locale.ROOT);
            if (parts.length > 2) {
                throw wrong(text);
            }
            int protocol = PROTOCOLS.containsKey(name) ? PROTOCOLS.get(name) : number(parts[0], MOST_PROTOCOLS, text);
            return new TrafficPart(
                    protocol,
                    parts.length == 2 ? OptionalInt.of(number(parts[1], MOST_PORTS, text)) : OptionalInt.empty());
        }

        private static int number(String digits, int most, String text) {
            if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) > most) {
                throw wrong(text);
            }
            return Integer.parseInt(digits);
        }

        private static TypeConversionException wrong(String text) {
            return new TypeConversionException(
                    "'" + text + "' is not a protocol, or a protocol and a port like tcp/25");
        }
    }
}
