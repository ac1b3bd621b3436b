/** The configuration file: strongSwan's syntax in, validated values out, every mistake with its place. */
@NullMarked
package cygnet.daemon.config;

import org.jspecify.annotations.NullMarked;
