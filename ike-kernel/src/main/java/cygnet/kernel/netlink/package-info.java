/** Netlink: messages, attributes, requests and their answers. */
@NullMarked
package cygnet.kernel.netlink;

import org.jspecify.annotations.NullMarked;
