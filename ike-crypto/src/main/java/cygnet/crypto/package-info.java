/** Keys, transforms, key schedule, signatures and key formats of IKEv2, and the values that every module shares. */
@NullMarked
package cygnet.crypto;

import org.jspecify.annotations.NullMarked;
