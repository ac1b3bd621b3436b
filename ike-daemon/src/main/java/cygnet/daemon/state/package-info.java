/** What is kept from one life of the daemon to the next. */
@NullMarked
package cygnet.daemon.state;

import org.jspecify.annotations.NullMarked;
