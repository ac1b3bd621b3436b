package cygnet.daemon.config;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses, networks and ranges of addresses. Names are never looked up. */
final class AddressSyntax {
    private static final Pattern IPV4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
    private static final Pattern BRACKETED_WITH_PORT = Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::(.*))?");
    private static final Pattern IPV4_WITH_PORT = Pattern.compile("([0-9]*\\.[0-9.]*):(.*)");

    private AddressSyntax() {}

    static boolean isAddress(String text) {
        return tryAddress(text).isPresent();
    }

    static IpAddress address(String text) throws BadValueException {
        return tryAddress(text).orElseThrow(() -> new BadValueException(Syntax.quote(text) + " is not an IP address"));
    }

    private static Optional<IpAddress> tryAddress(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(IpAddress.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** An address, or {@code address/length}; bits behind the prefix are ignored, as strongSwan ignores them. */
    static IpNetwork network(String text) throws BadValueException {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return IpNetwork.host(address(text));
        }
        IpAddress address = address(text.substring(0, slash));
        int length = Syntax.number(0, address.bits()).parse(text.substring(slash + 1));
        return network(address, length);
    }

    private static IpNetwork network(IpAddress address, int length) {
        BigInteger mask = BigInteger.ONE.shiftLeft(address.bits() - length).subtract(BigInteger.ONE);
        return new IpNetwork(address(number(address).andNot(mask), address.bits()), length);
    }

    /** What {@code remote_addrs} may name: an address, a network, or a range {@code first-last} (which may take several). */
    static List<IpNetwork> networks(String text) throws BadValueException {
        int hyphen = text.indexOf('-');
        boolean isRange = hyphen > 0 && isAddress(text.substring(0, hyphen).strip());
        if (isRange) {
            IpAddress first = address(text.substring(0, hyphen).strip());
            IpAddress last = address(text.substring(hyphen + 1).strip());
            requireOrder(first, last);
            return cover(first, last);
        }
        boolean isName =
                text.indexOf('/') < 0 && !isAddress(text) && text.matches("[A-Za-z0-9._-]*[A-Za-z][A-Za-z0-9._-]*");
        if (isName) {
            throw new BadValueException(
                    "the name " + Syntax.quote(text) + " can't stand for addresses yet: write the addresses");
        }
        return List.of(network(text));
    }

    static void requireOrder(IpAddress first, IpAddress last) throws BadValueException {
        if (first.isIpv6() != last.isIpv6() || first.octets().compareUnsigned(last.octets()) > 0) {
            throw new BadValueException("the range from " + first + " to " + last + " is empty");
        }
    }

    /** The fewest networks that hold exactly the addresses of a range. */
    private static List<IpNetwork> cover(IpAddress first, IpAddress last) {
        List<IpNetwork> networks = new ArrayList<>();
        BigInteger next = number(first);
        BigInteger end = number(last);
        while (next.compareTo(end) <= 0) {
            int free = next.signum() == 0 ? first.bits() : Math.min(next.getLowestSetBit(), first.bits());
            int fitting = end.subtract(next).add(BigInteger.ONE).bitLength() - 1;
            int bits = Math.min(free, fitting);
            networks.add(new IpNetwork(address(next, first.bits()), first.bits() - bits));
            next = next.add(BigInteger.ONE.shiftLeft(bits));
        }
        return networks;
    }

    /** A server: {@code address}, {@code address@port}, {@code address:port} or {@code [address]:port}. */
    static Syntax<Endpoint> endpoint(int defaultPort) {
        return text -> {
            int at = text.indexOf('@');
            if (at >= 0) {
                return new Endpoint(address(text.substring(0, at)), port(text.substring(at + 1)));
            }
            Matcher bracketed = BRACKETED_WITH_PORT.matcher(text);
            if (bracketed.matches()) {
                int port = bracketed.group(2) == null ? defaultPort : port(bracketed.group(2));
                return new Endpoint(address(bracketed.group(1)), port);
            }
            Matcher ipv4 = IPV4_WITH_PORT.matcher(text);
            return ipv4.matches()
                    ? new Endpoint(address(ipv4.group(1)), port(ipv4.group(2)))
                    : new Endpoint(address(text), defaultPort);
        };
    }

    private static int port(String text) throws BadValueException {
        return Syntax.number(1, 0xffff).parse(text);
    }

    private static BigInteger number(IpAddress address) {
        return new BigInteger(1, address.octets().toByteArray());
    }

    private static IpAddress address(BigInteger number, int bits) {
        byte[] minimal = number.toByteArray();
        byte[] octets = new byte[bits / 8];
        int length = Math.min(minimal.length, octets.length);
        System.arraycopy(minimal, minimal.length - length, octets, octets.length - length, length);
        return new IpAddress(Octets.owning(octets));
    }
}
