/** Protection of the Encrypted payload. */
@NullMarked
package cygnet.crypto.protection;

import org.jspecify.annotations.NullMarked;
