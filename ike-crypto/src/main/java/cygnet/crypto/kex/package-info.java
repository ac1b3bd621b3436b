/** Key exchange methods. */
@NullMarked
package cygnet.crypto.kex;

import org.jspecify.annotations.NullMarked;
