/** Pseudorandom functions and prf+ (RFC 7296 section 2.13). */
@NullMarked
package cygnet.crypto.prf;

import org.jspecify.annotations.NullMarked;
