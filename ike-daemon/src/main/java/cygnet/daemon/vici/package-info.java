/** The control socket: strongSwan's vici protocol, its server, its client, and the commands that the daemon answers. */
@NullMarked
package cygnet.daemon.vici;

import org.jspecify.annotations.NullMarked;
