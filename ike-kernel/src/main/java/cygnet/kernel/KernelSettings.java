package cygnet.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The kernel's settings (sysctl) that decide what becomes of a packet that waits for its SA. They belong to the network
 * namespace of the thread that reads or writes them.
 *
 * <p>Not thread-safe.
 */
public final class KernelSettings {
    /** One setting; its value is a number. */
    public enum Setting {
        /**
         * 1: a packet without an SA is dropped, and the application does not learn of it. 0: the kernel holds up to a
         * hundred packets a policy until the SA is there, or the policy is replaced.
         */
        XFRM_LARVAL_DROP("net.core.xfrm_larval_drop"),

        /** Seconds that a larval SA lives: how long an ACQUIRE is not repeated, and an allocated SPI is kept. */
        XFRM_ACQ_EXPIRES("net.core.xfrm_acq_expires");

        private final String key;

        Setting(String key) {
            this.key = key;
        }

        /** As sysctl(8) calls it. */
        public String key() {
            return key;
        }
    }

    /** What came of a wish. */
    public sealed interface Outcome {
        /** The setting had another value and now has the wished one. */
        record Changed(Setting setting, int before, int now) implements Outcome {}

        /** The setting had the wished value already. */
        record AlreadySo(Setting setting, int value) implements Outcome {}

        /**
         * The setting is not what was wished for.
         *
         * @param cause for people: which setting, and why not
         */
        record NotPossible(Setting setting, String cause) implements Outcome {}
    }

    private static final int MOST_DIGITS = 32;

    private final Path directory;
    private final Map<Setting, Integer> originals = new EnumMap<>(Setting.class);

    private KernelSettings(Path directory) {
        this.directory = directory;
    }

    /** The running kernel's. */
    public static KernelSettings ofSystem() {
        return in(Path.of("/proc/sys"));
    }

    /** Those below a directory that is laid out as /proc/sys is. */
    public static KernelSettings in(Path directory) {
        return new KernelSettings(directory);
    }

    /** Sets a value, unless the setting has it already, and remembers the one that was there at first. */
    public Outcome set(Setting setting, int value) {
        Path file = directory.resolve(setting.key().replace('.', '/'));
        try {
            int before = read(file);
            if (before == value) {
                return new Outcome.AlreadySo(setting, value);
            }
            Files.writeString(file, value + "\n", StandardCharsets.US_ASCII);
            originals.putIfAbsent(setting, before);
            return new Outcome.Changed(setting, before, value);
        } catch (IOException | NumberFormatException e) {
            return new Outcome.NotPossible(setting, "cannot set " + setting.key() + " to " + value + ": " + reason(e));
        }
    }

    /** In one read: a sysctl file ends after the first, and Files.readString begins with a single octet. */
    private static int read(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] text = new byte[MOST_DIGITS];
            int length = Math.max(0, stream.read(text));
            return Integer.parseInt(new String(text, 0, length, StandardCharsets.US_ASCII).strip());
        }
    }

    private static String reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "this kernel has no such setting";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied; it takes root, in the namespace's own user namespace, and a writable /proc/sys";
        }
        return String.valueOf(e.getMessage());
    }

    /** Gives every setting that {@link #set} changed its first value back. */
    public List<Outcome> restore() {
        List<Outcome> outcomes = new ArrayList<>();
        for (Map.Entry<Setting, Integer> original : Map.copyOf(originals).entrySet()) {
            outcomes.add(set(original.getKey(), original.getValue()));
        }
        originals.clear();
        return outcomes;
    }
}
