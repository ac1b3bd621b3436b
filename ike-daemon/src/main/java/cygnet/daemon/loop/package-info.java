/** The thread that owns the engine: feeds it what happens and does what it says. */
@NullMarked
package cygnet.daemon.loop;

import org.jspecify.annotations.NullMarked;
