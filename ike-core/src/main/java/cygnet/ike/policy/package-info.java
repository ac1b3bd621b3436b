/** SPD and PAD as immutable configuration: who may be whom, and what to protect. */
@NullMarked
package cygnet.ike.policy;

import org.jspecify.annotations.NullMarked;
