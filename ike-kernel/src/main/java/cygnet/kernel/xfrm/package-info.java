/** XFRM, Linux's IPsec, over netlink: the structures of linux/xfrm.h and the two sockets that speak them. */
@NullMarked
package cygnet.kernel.xfrm;

import org.jspecify.annotations.NullMarked;
