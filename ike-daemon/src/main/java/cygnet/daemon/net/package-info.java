/** UDP 500 and 4500 by Netty: one socket for each local address and port, so that answers leave from the address that was hit. */
@NullMarked
package cygnet.daemon.net;

import org.jspecify.annotations.NullMarked;
