package cygnet.ike.sa;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A value, or the reason why there is none: for failures that the protocol answers rather than throws. */
public final class Attempt<T> {
    private final @Nullable T value;
    private final String cause;

    private Attempt(@Nullable T value, String cause) {
        this.value = value;
        this.cause = cause;
    }

    public static <T> Attempt<T> of(T value) {
        return new Attempt<>(value, "");
    }

    public static <T> Attempt<T> failed(String cause) {
        return new Attempt<>(null, cause);
    }

    /** Applies one of the two functions. */
    public <R> R fold(Function<T, R> succeeded, Function<String, R> failed) {
        return value != null ? succeeded.apply(value) : failed.apply(cause);
    }

    @Override
    public String toString() {
        return value != null ? value.toString() : "failed: " + cause;
    }
}
