/** Keys that prove who a host is, and their signatures (RFC 7427, 8420, 4025). */
@NullMarked
package cygnet.crypto.signature;

import org.jspecify.annotations.NullMarked;
