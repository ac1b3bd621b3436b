/** IP addresses, networks and endpoints as plain values. */
@NullMarked
package cygnet.ike.address;

import org.jspecify.annotations.NullMarked;
