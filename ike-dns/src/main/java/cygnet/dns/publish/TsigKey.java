package cygnet.dns.publish;

import cygnet.crypto.Secret;
import java.time.Clock;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;

/**
 * What a name server knows us by (RFC 8945): it signs our updates and the server's answers.
 *
 * @param name as the server calls the key; a domain name, but it need not exist
 */
public record TsigKey(String name, Algorithm algorithm, Secret secret) {
    /** The algorithms that RFC 8945 section 6 wants everybody to have and to use. */
    public enum Algorithm {
        HMAC_SHA256("HmacSHA256"),
        HMAC_SHA512("HmacSHA512");

        private final String jca;

        Algorithm(String jca) {
            this.jca = jca;
        }

        private Name dns() {
            return this == HMAC_SHA256 ? TSIG.HMAC_SHA256 : TSIG.HMAC_SHA512;
        }

        /** As name servers write it. */
        @Override
        public String toString() {
            return this == HMAC_SHA256 ? "hmac-sha256" : "hmac-sha512";
        }
    }

    /** @throws IllegalArgumentException if the name is not a domain name */
    public TsigKey {
        absolute(name);
    }

    /** For one message and its answer; {@code clock} dates the signature. */
    TSIG signature(Clock clock) {
        return new TSIG(algorithm.dns(), absolute(name), secret.asKey(algorithm.jca), clock);
    }

    private static Name absolute(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("'" + Words.printable(text) + "' is not the name of a key", e);
        }
    }
}
