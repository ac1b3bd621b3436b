package cygnet.ike.policy;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What is wanted for the traffic with a set of networks. */
public enum Group {
    /** Protected, or not at all. */
    PRIVATE(true, true),
    /** Protected if the peer can; in clear after it has turned out that it can't. */
    PRIVATE_OR_CLEAR(true, true),
    /** In clear, unless the peer begins. */
    CLEAR_OR_PRIVATE(false, true),
    /** In clear; IKE is not answered either. */
    CLEAR(false, false),
    /** Not at all; IKE is not answered either. */
    BLOCK(false, false);

    private final boolean begins;
    private final boolean answers;

    Group(boolean begins, boolean answers) {
        this.begins = begins;
        this.answers = answers;
    }

    /** Whether we begin to negotiate when there is something to send. */
    public boolean begins() {
        return begins;
    }

    /** Whether a peer that begins is answered. */
    public boolean answers() {
        return answers;
    }

    /** The group of this name, as it is written in the configuration. */
    public static Optional<Group> named(String text) {
        return Stream.of(values()).filter(g -> g.toString().equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
