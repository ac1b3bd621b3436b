/** IKE messages: the header, the chain of payloads, the Encrypted payload and its fragments. */
@NullMarked
package cygnet.ike.message;

import org.jspecify.annotations.NullMarked;
