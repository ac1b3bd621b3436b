/** The command line of {@code cygnetctl}: everything that a person does. */
@NullMarked
package cygnet.daemon.ctl;

import org.jspecify.annotations.NullMarked;
