/** System calls by JNR-FFI: the only place that imports it, and without any logic. */
@NullMarked
package cygnet.kernel.ffi;

import org.jspecify.annotations.NullMarked;
