/** Tests of the forwarding resolver: scripted upstreams and plain clients on loopback. */
@NullMarked
package cygnet.dns.resolver;

import org.jspecify.annotations.NullMarked;
