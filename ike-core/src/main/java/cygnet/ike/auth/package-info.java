/** The AUTH payload: what is signed, and how it is proven and checked (RFC 7296 section 2.15, RFC 7427). */
@NullMarked
package cygnet.ike.auth;

import org.jspecify.annotations.NullMarked;
