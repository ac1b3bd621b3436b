package cygnet.daemon.config;

import cygnet.daemon.config.DnsSettings.Forwarding;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpNetwork;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the section {@code dns} says about the forwarding resolver: it is there if it is told where to listen. */
final class ForwardingReader {
    private static final List<IpNetwork> LOOPBACK = List.of(IpNetwork.parse("127.0.0.0/8"), IpNetwork.parse("::1/128"));
    private static final Duration DEFAULT_PATIENCE = Duration.ofMillis(500);
    private static final Duration MAX_PATIENCE = Duration.ofSeconds(5);
    private static final int DEFAULT_CACHE = 5000;
    private static final int MAX_CACHE = 100_000;
    private static final Pattern MILLISECONDS = Pattern.compile("(\\d{1,6})\\s?ms");

    private ForwardingReader() {}

    static Optional<Forwarding> read(SectionReader dns, List<DnsUpstream> upstreams) {
        List<Endpoint> listen = dns.list("listen", AddressSyntax.endpoint(DnsReader.DNS_PORT));
        if (dns.setting("listen").isEmpty()) {
            String why = "there is no listen, and so no forwarding resolver";
            dns.ignore("allow", why);
            dns.ignore("patience", why);
            dns.ignore("cache", why);
            return Optional.empty();
        }
        for (Endpoint endpoint : listen) {
            if (endpoint.address().isAny()) {
                dns.error(
                        "listen",
                        "listen: " + endpoint.address() + " is no single address, and answers would not"
                                + " come from where the questions went: name the addresses");
            }
        }
        listen.stream()
                .filter(self -> upstreams.contains(new DnsUpstream.Plain(self)))
                .forEach(self -> dns.error(
                        "upstream",
                        "upstream: " + self + " is where Cygnet itself listens: its"
                                + " questions would go round in a loop"));
        List<IpNetwork> allow = dns.list("allow", AddressSyntax::network);
        Duration patience = dns.value("patience", ForwardingReader::patience, DEFAULT_PATIENCE);
        int cache = dns.value("cache", Syntax.number(0, MAX_CACHE), DEFAULT_CACHE);
        return Optional.of(
                new Forwarding(listen, dns.setting("allow").isPresent() ? allow : LOOPBACK, patience, cache));
    }

    private static Duration patience(String text) throws BadValueException {
        Matcher milliseconds = MILLISECONDS.matcher(text);
        Duration patience = milliseconds.matches()
                ? Duration.ofMillis(Long.parseLong(milliseconds.group(1)))
                : Syntax.TIME.parse(text);
        if (patience.compareTo(MAX_PATIENCE) > 0) {
            throw new BadValueException(text + " is more than " + MAX_PATIENCE.toSeconds() + "s");
        }
        return patience;
    }
}
