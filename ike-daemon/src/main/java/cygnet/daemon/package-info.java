/** The running daemon: configuration, UDP transport, opportunistic policy, control socket and command line. */
@NullMarked
package cygnet.daemon;

import org.jspecify.annotations.NullMarked;
