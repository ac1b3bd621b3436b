/** What the kernel says about this host's addresses and routes, by rtnetlink. */
@NullMarked
package cygnet.kernel.rtnetlink;

import org.jspecify.annotations.NullMarked;
