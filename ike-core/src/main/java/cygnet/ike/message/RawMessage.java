package cygnet.ike.message;

import cygnet.crypto.Octets;
import cygnet.ike.payload.Payload;
import java.util.List;

/** What a datagram holds, as far as can be seen without keys. Nothing in it is authentic. */
public sealed interface RawMessage {
    IkeHeader header();

    /** A message without an Encrypted payload. */
    record Clear(IkeHeader header, IkeMessage message) implements RawMessage {}

    /**
     * A message with an Encrypted payload (RFC 7296 section 3.14).
     *
     * @param datagram the whole message: its integrity is checked as a whole
     * @param outerPayloads payloads in front of the Encrypted payload, undecoded. No exchange has any.
     * @param firstInner the type of the first payload inside; 0 if there is none
     * @param bodyOffset where the IV begins in {@code datagram}
     */
    record Protected(IkeHeader header, Octets datagram, List<Payload> outerPayloads, int firstInner, int bodyOffset)
            implements RawMessage {
        public Protected {
            outerPayloads = List.copyOf(outerPayloads);
        }
    }

    /**
     * A message with an Encrypted Fragment payload (RFC 7383 section 2.5).
     *
     * @param number 1 to {@code total}
     * @param firstInner the type of the first payload inside the whole; it counts in fragment 1 only
     * @param bodyOffset where the IV begins in {@code datagram}
     */
    record Fragment(IkeHeader header, Octets datagram, int number, int total, int firstInner, int bodyOffset)
            implements RawMessage {}

    /** A message of a later major version: "MUST drop the message" and tell (RFC 7296 section 2.5). */
    record UnsupportedVersion(IkeHeader header) implements RawMessage {}
}
