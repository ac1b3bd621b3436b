/** The protocol itself: one class for each side of each exchange. */
@NullMarked
package cygnet.ike.exchange;

import org.jspecify.annotations.NullMarked;
