/** What the daemon tries out before it says that it is ready. */
@NullMarked
package cygnet.daemon.selftest;

import org.jspecify.annotations.NullMarked;
