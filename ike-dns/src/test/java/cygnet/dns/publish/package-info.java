/** Tests of the publisher, against scripted servers and real ones. */
@NullMarked
package cygnet.dns.publish;

import org.jspecify.annotations.NullMarked;
