/** The publisher: this host's own records in DNS, kept there by dynamic update (RFC 2136) with TSIG (RFC 8945). */
@NullMarked
package cygnet.dns.publish;

import org.jspecify.annotations.NullMarked;
