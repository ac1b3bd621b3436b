/** Questions to real DNS servers: BIND and Unbound on the loopback interface. */
@NullMarked
package cygnet.dns.live;

import org.jspecify.annotations.NullMarked;
