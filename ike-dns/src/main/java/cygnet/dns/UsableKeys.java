package cygnet.dns;

import cygnet.crypto.CryptoException;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.lookup.HostKey;
import java.util.ArrayList;
import java.util.List;

/** The keys of one name that count, best first, and a flaw for each record that does not. */
final class UsableKeys {
    private final int most;
    private final List<HostKey> keys = new ArrayList<>();
    private final List<String> flaws = new ArrayList<>();

    /** {@code most}: keys that are taken. */
    UsableKeys(int most) {
        this.most = most;
    }

    /** A record that is still to be judged. */
    interface Candidate {
        /**
         * The record's key.
         *
         * @throws CryptoException if it can't be used, with the reason
         */
        VerificationKey key() throws CryptoException;
    }

    /** Takes the next record's key; a key that is there already stays what it is. {@code label} names the record. */
    void add(String label, int precedence, Candidate candidate) {
        try {
            add(new HostKey(precedence, candidate.key()));
        } catch (CryptoException e) {
            flaws.add(label + ": " + Printable.of(String.valueOf(e.getMessage()).replaceFirst("^IPSECKEY ", "")));
        }
    }

    private void add(HostKey key) throws CryptoException {
        if (keys.stream().anyMatch(known -> known.key().equals(key.key()))) {
            return;
        }
        if (keys.size() == most) {
            throw new CryptoException("not used: at most " + most + " keys of a name are");
        }
        keys.add(key);
    }

    void addFlaw(String flaw) {
        flaws.add(flaw);
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    List<HostKey> keys() {
        return keys;
    }

    List<String> flaws() {
        return flaws;
    }
}
