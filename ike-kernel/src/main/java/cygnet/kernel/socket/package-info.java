/** A socket whose other end is the kernel, and the errors that it answers with. */
@NullMarked
package cygnet.kernel.socket;

import org.jspecify.annotations.NullMarked;
