/** Questions to DNS and the outcomes that are kept apart. */
@NullMarked
package cygnet.ike.lookup;

import org.jspecify.annotations.NullMarked;
