/** Publishing this host: what it says about itself in DNS, when, and how one key follows another. */
@NullMarked
package cygnet.daemon.publish;

import org.jspecify.annotations.NullMarked;
