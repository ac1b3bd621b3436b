/** Tests of the key directory, and a DNS of their own to ask. */
@NullMarked
package cygnet.dns;

import org.jspecify.annotations.NullMarked;
