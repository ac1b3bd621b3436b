/** IKE SAs and Child SAs: their keys, windows and lifecycle, and the contracts that exchanges fulfil. */
@NullMarked
package cygnet.ike.sa;

import org.jspecify.annotations.NullMarked;
