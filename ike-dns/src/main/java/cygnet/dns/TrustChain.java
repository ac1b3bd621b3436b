package cygnet.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Who vouches for what DNS says about a name: the zones from a trust anchor down (RFC 4033 section 2, "authentication
 * chain"), and where that ends. All texts are printable ASCII, names have a dot at the end.
 *
 * @param subject the name
 * @param links the zones whose keys were found good, the uppermost first
 * @param at the name that {@code end} is about
 * @param cause why it ends so; empty for {@code SECURE}
 */
public record TrustChain(String subject, List<Link> links, End end, String at, String cause) {
    /** How a chain ends. */
    public enum End {
        /** The last zone has signed what was asked for. */
        SECURE("secure"),
        /** From there on nobody has to sign: no DS record, or none that counts, or no trust anchor. */
        INSECURE("insecure"),
        /** There it is broken. */
        BOGUS("bogus"),
        /** DNS did not tell in time how it goes on. */
        UNKNOWN("not known"),
        /** A resolver has checked it, and that is all that is known. */
        TOLD("told"),
        /** Nobody has checked anything. */
        UNCHECKED("not validated");

        private final String text;

        End(String text) {
            this.text = text;
        }

        /** Lower-case words, the same everywhere and for ever. */
        public String text() {
            return text;
        }
    }

    /**
     * One zone.
     *
     * @param keys those of its keys that the link before vouches for (DS), or that are trust anchors
     */
    public record Link(String zone, List<Key> keys) {
        public Link {
            zone = Printable.of(zone);
            keys = List.copyOf(keys);
        }

        @Override
        public String toString() {
            return keys.isEmpty()
                    ? zone
                    : zone + keys.stream().map(Key::toString).collect(Collectors.joining(", ", " (", ")"));
        }
    }

    /**
     * A key of a zone.
     *
     * @param tag 0 to 65535, RFC 4034 appendix B
     * @param algorithm the mnemonic of the algorithm, or its number
     */
    public record Key(int tag, String algorithm) {
        @Override
        public String toString() {
            return tag + " " + algorithm;
        }
    }

    public TrustChain {
        subject = Printable.of(subject);
        links = List.copyOf(links);
        at = Printable.of(at);
        cause = Printable.of(cause);
    }

    /** What is to be said where no chain was looked for. */
    static TrustChain none(String subject, End end, String cause) {
        return new TrustChain(subject, List.of(), end, subject, cause);
    }

    /** One line for people. */
    public String describe() {
        List<String> parts = new ArrayList<>();
        links.forEach(link -> parts.add(link.toString()));
        switch (end) {
            case SECURE -> {}
            case TOLD -> parts.add(cause);
            case UNCHECKED -> parts.add(end.text());
            case INSECURE, BOGUS, UNKNOWN -> parts.add(at + ": " + end.text() + ", " + cause);
        }
        return String.join(" > ", parts);
    }
}
