/** What two peers negotiate: proposals, traffic selectors, identities; and the pure rules of choosing. */
@NullMarked
package cygnet.ike.negotiation;

import org.jspecify.annotations.NullMarked;
