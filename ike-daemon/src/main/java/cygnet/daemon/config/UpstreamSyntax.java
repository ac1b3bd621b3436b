package cygnet.daemon.config;

import cygnet.ike.lookup.DomainName;
import java.nio.file.Path;

/**
 * An upstream: an address, {@code tls://ADDRESS/NAME}, or a file with {@code nameserver} lines. Elsewhere the name is written
 * behind {@code #}; here that begins a comment unless it is quoted.
 */
final class UpstreamSyntax {
    private static final String TLS = "tls://";
    private static final int DNS_OVER_TLS_PORT = 853;

    private UpstreamSyntax() {}

    static DnsUpstream parse(String text) throws BadValueException {
        if (text.equals("systemd-resolved")) {
            return new DnsUpstream.Listed(Path.of("/run/systemd/resolve/resolv.conf"));
        }
        if (text.startsWith("/")) {
            return new DnsUpstream.Listed(Path.of(text));
        }
        if (!text.startsWith(TLS)) {
            return new DnsUpstream.Plain(
                    AddressSyntax.endpoint(DnsReader.DNS_PORT).parse(text));
        }
        int hash = Math.max(text.indexOf('#'), text.indexOf('/', TLS.length()));
        if (hash < 0 || DomainName.parse(text.substring(hash + 1)).isEmpty()) {
            throw new BadValueException(
                    Syntax.quote(text) + " does not say which name the certificate holds: write tls://ADDRESS/NAME");
        }
        return new DnsUpstream.Tls(
                AddressSyntax.endpoint(DNS_OVER_TLS_PORT).parse(text.substring(TLS.length(), hash)),
                text.substring(hash + 1));
    }
}
