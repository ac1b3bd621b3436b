/** The IKEv2 protocol (RFC 7296) without any input or output, and the IPsec vocabulary (RFC 4301). */
@NullMarked
package cygnet.ike;

import org.jspecify.annotations.NullMarked;
