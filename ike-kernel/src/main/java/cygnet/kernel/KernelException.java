package cygnet.kernel;

import java.io.IOException;

/** The kernel could not be asked at all: no permission, no such interface, no answer. Refusals are results instead. */
public final class KernelException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message for people: what was being done, and the kernel's error name */
    public KernelException(String message) {
        super(message);
    }
}
