/** The key directory: IPSECKEY records (RFC 4025) by name, validated by DNSSEC. */
@NullMarked
package cygnet.dns;

import org.jspecify.annotations.NullMarked;
