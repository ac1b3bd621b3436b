/** Values that every module shares: octet strings, secrets, randomness. */
@NullMarked
package cygnet.crypto;

import org.jspecify.annotations.NullMarked;
