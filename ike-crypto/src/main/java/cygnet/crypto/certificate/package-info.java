/** X.509 certificates: what is in them, and whether a configured CA vouches for them (RFC 5280, RFC 4945). */
@NullMarked
package cygnet.crypto.certificate;

import org.jspecify.annotations.NullMarked;
