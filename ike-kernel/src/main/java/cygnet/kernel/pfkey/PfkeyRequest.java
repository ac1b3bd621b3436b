package cygnet.kernel.pfkey;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Something to ask of the kernel.
 *
 * @param saType ESP or AH; 0 where it is about policies, or about all SAs
 * @param sequence that the kernel is to take it for an answer to; empty is any that is free
 * @param body writes the extensions; may be called once only
 */
record PfkeyRequest(int type, int saType, Optional<Integer> sequence, Consumer<PfkeyWriter> body) {
    PfkeyRequest(int type, int saType, Consumer<PfkeyWriter> body) {
        this(type, saType, Optional.empty(), body);
    }
}
