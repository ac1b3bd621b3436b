/** The IPsec vocabulary that the kernel adapters speak: SAs, policies, commands and events (RFC 4301). */
@NullMarked
package cygnet.ike.ipsec;

import org.jspecify.annotations.NullMarked;
