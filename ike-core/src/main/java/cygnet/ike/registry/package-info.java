/** IANA numbers as open values: unknown codes survive decoding and encoding. */
@NullMarked
package cygnet.ike.registry;

import org.jspecify.annotations.NullMarked;
