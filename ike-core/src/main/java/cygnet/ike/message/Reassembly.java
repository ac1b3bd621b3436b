package cygnet.ike.message;

import cygnet.crypto.Octets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fragments of one message of one direction (RFC 7383 section 2.6). Requests and responses of a peer count their
 * message IDs apart, so each kind wants a reassembly of its own.
 *
 * <p>Only authentic fragments are stored, so a stranger cannot disturb it; limits bound what an authenticated peer can
 * make us keep. How long an unfinished message may wait is for the owner to decide, who calls {@link #reset}.
 */
public final class Reassembly {
    private static final int USUAL_MOST_FRAGMENTS = 64;
    private static final int USUAL_MOST_OCTETS = 64 * 1024;

    private final int mostFragments;
    private final int mostOctets;
    private @Nullable FragmentSet current;

    /** Takes at most 64 fragments with 64 KiB in all. */
    public Reassembly() {
        this(USUAL_MOST_FRAGMENTS, USUAL_MOST_OCTETS);
    }

    /**
     * With limits of its own.
     *
     * @param mostFragments of one message
     * @param mostOctets that the bodies of one message's fragments may have together, as sealed
     */
    public Reassembly(int mostFragments, int mostOctets) {
        this.mostFragments = mostFragments;
        this.mostOctets = mostOctets;
    }

    /**
     * A message put together again: what its Encrypted payload would have held.
     *
     * @param front of the first fragment: everything before the IV
     */
    record Whole(IkeHeader header, int firstInner, Octets front, Octets content) {}

    /** Whether nothing waits for its rest. */
    public boolean isEmpty() {
        return current == null;
    }

    /** Forgets all fragments. */
    public void reset() {
        current = null;
    }

    /** Why this fragment is not worth an integrity check; empty if it is. */
    Optional<String> refusal(RawMessage.Fragment fragment) {
        int total = fragment.total();
        if (total > mostFragments) {
            return Optional.of("a message of " + total + " fragments");
        }
        int octetsBefore = 0;
        if (current != null && current.header.equals(fragment.header())) {
            // "check that the value in the Total Fragments field is equal to or greater than [...] already [...]
            // stored"
            if (total < current.total()) {
                return Optional.of("fragment of an older set: " + total + " instead of " + current.total());
            }
            if (total == current.total()) {
                if (current.present.get(fragment.number())) {
                    return Optional.of("duplicate of fragment " + fragment.number() + " of " + total);
                }
                octetsBefore = current.octets;
            }
        }
        return octetsBefore + sealedOctets(fragment) > mostOctets
                ? Optional.of("fragments of more than " + mostOctets + " octets")
                : Optional.empty();
    }

    /**
     * Stores an authentic fragment that was not refused. One of another message, or of a newer set, displaces all that
     * were stored: "the receiver MUST discard all received fragments and start the reassembly process over".
     *
     * @return the message, if this was the last that was missing
     */
    Optional<Whole> add(RawMessage.Fragment fragment, Octets chunk) {
        FragmentSet set = current;
        if (set == null || !set.header.equals(fragment.header()) || set.total() != fragment.total()) {
            set = new FragmentSet(fragment.header(), fragment.total());
            current = set;
        }
        set.add(fragment, chunk);
        if (!set.isComplete()) {
            return Optional.empty();
        }
        current = null;
        return Optional.of(new Whole(set.header, set.firstInner, set.front, Octets.concat(set.chunks)));
    }

    private static int sealedOctets(RawMessage.Fragment fragment) {
        return fragment.datagram().length() - fragment.bodyOffset();
    }

    /** Fragments that were made by one cut of one message. */
    private static final class FragmentSet {
        private final IkeHeader header;
        private final Octets[] chunks;
        /** By fragment number, so bit 0 stays clear. */
        private final BitSet present = new BitSet();

        private int octets;
        private int firstInner;
        private Octets front = Octets.empty();

        FragmentSet(IkeHeader header, int total) {
            this.header = header;
            chunks = new Octets[total];
            Arrays.fill(chunks, Octets.empty());
        }

        int total() {
            return chunks.length;
        }

        boolean isComplete() {
            return present.cardinality() == total();
        }

        void add(RawMessage.Fragment fragment, Octets chunk) {
            present.set(fragment.number());
            chunks[fragment.number() - 1] = chunk;
            octets += sealedOctets(fragment);
            if (fragment.number() == 1) {
                firstInner = fragment.firstInner();
                front = fragment.datagram().first(fragment.bodyOffset());
            }
        }
    }
}
