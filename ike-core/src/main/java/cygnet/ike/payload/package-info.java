/** The payloads of IKE (RFC 7296 section 3) as immutable values, with their encoding. */
@NullMarked
package cygnet.ike.payload;

import org.jspecify.annotations.NullMarked;
