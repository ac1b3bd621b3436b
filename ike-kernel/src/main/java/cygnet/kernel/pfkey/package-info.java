/**
 * PF_KEY (RFC 2367) with the extensions for policies that KAME added and Linux speaks (linux/pfkeyv2.h, linux/ipsec.h): the
 * older of the two ways to the same SAD and SPD.
 */
@NullMarked
package cygnet.kernel.pfkey;

import org.jspecify.annotations.NullMarked;
