package cygnet.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One test vector of a file: {@code [name]}, then {@code field = value} lines; indented lines continue a value, and
 * {@code #} begins a comment. Octets are hexadecimal.
 */
public record Vectors(String name, Map<String, String> fields) {
    /** The vectors of the resource {@code file}, relative to this package. */
    public static Stream<Vectors> of(String file) {
        List<Vectors> vectors = new ArrayList<>();
        String field = "";
        for (String line : resource(file).lines().toList()) {
            if (line.startsWith("[")) {
                vectors.add(new Vectors(line.substring(1, line.length() - 1), new LinkedHashMap<>()));
            } else if (line.startsWith("    ")) {
                vectors.get(vectors.size() - 1).fields.merge(field, line.strip(), String::concat);
            } else if (line.contains(" =") && !line.startsWith("#")) {
                int equals = line.indexOf(" =");
                field = line.substring(0, equals);
                vectors.get(vectors.size() - 1)
                        .fields
                        .put(field, line.substring(equals + 2).strip());
            }
        }
        if (vectors.isEmpty()) {
            throw new IllegalArgumentException("no vectors in " + file);
        }
        return vectors.stream();
    }

    /** The whole text of the resource {@code file}, relative to this package. */
    public static String resource(String file) {
        try (InputStream stream = Vectors.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalArgumentException("no resource " + file);
            }
            return new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String text(String field) {
        String value = fields.get(field);
        if (value == null) {
            throw new IllegalArgumentException("no " + field + " in " + name);
        }
        return value;
    }

    public boolean has(String field) {
        return fields.containsKey(field);
    }

    public Octets octets(String field) {
        return Octets.ofHex(text(field));
    }

    public Secret secret(String field) {
        return Secret.copyOf(octets(field));
    }

    public int number(String field) {
        return Integer.parseInt(text(field));
    }

    @Override
    public String toString() {
        return name;
    }
}
