/** The engine: demultiplexes datagrams to IKE SAs, keeps time, asks the outside, and says what to do. */
@NullMarked
package cygnet.ike.engine;

import org.jspecify.annotations.NullMarked;
