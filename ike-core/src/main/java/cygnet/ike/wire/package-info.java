/** Bounded reading and writing of octets in network byte order. */
@NullMarked
package cygnet.ike.wire;

import org.jspecify.annotations.NullMarked;
