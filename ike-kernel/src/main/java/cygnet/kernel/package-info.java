/** SAs, policies and events of the kernel, by netlink XFRM and PF_KEY (RFC 2367). */
@NullMarked
package cygnet.kernel;

import org.jspecify.annotations.NullMarked;
