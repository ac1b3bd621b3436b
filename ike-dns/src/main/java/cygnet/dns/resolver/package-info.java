/** The forwarding resolver: passes DNS on unchanged, and has the kernel ready before an application learns an address. */
@NullMarked
package cygnet.dns.resolver;

import org.jspecify.annotations.NullMarked;
