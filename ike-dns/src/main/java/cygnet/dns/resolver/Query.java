package cygnet.dns.resolver;

import cygnet.crypto.Octets;
import cygnet.ike.lookup.DomainName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A client's query, as it came; only what forwarding has to know is read. */
final class Query {
    private static final int OPCODE_QUERY = 0;
    private static final int TYPE_IXFR = 251;
    private static final int TYPE_AXFR = 252;
    private static final int TYPE_NS = 2;
    private static final int RD = 0x01;
    private static final int RA = 0x80;
    private static final int DO = 0x80;

    /** Where the flag DO stands in an OPT record: behind name, type, class and the first half of the TTL. */
    private static final int DO_AT = 7;

    /** Octets of an OPT record without options. */
    private static final int EMPTY_OPT = 11;

    /** Name, type, 1232 octets of payload, no extended rcode, version 0, no flags; one option: code 15 with two octets. */
    private static final byte[] OPT_WITH_REASON = {
        0, 0, Wire.OPT, 0x04, (byte) 0xd0, 0, 0, 0, 0, 0, 6, 0, 15, 0, 2, 0, 0
    };

    private final byte[] octets;
    private final int questionEnd;
    private final int type;
    private final int dnsClass;
    private final int udpPayload;
    private final int optAt;

    private Query(byte[] octets, int questionEnd, int optAt) {
        this.octets = octets;
        this.questionEnd = questionEnd;
        boolean hasQuestion = questionEnd > Wire.HEADER;
        this.type = hasQuestion ? Wire.uint16(octets, questionEnd - 4) : 0;
        this.dnsClass = hasQuestion ? Wire.uint16(octets, questionEnd - 2) : 0;
        this.optAt = optAt;
        this.udpPayload = optAt < 0 ? Wire.PLAIN_UDP : Math.max(Wire.PLAIN_UDP, Wire.uint16(octets, optAt + 3));
    }

    /** What became of a message: a query to forward, an answer to give at once, or neither. */
    static final class Reception {
        private static final Reception NOTHING = new Reception(null, null);

        private final @Nullable Query query;
        private final byte @Nullable [] answer;

        private Reception(@Nullable Query query, byte @Nullable [] answer) {
            this.query = query;
            this.answer = answer;
        }

        @Nullable
        Query query() {
            return query;
        }

        /** What is wrong with the message, in wire form. */
        byte @Nullable [] answer() {
            return answer;
        }

        private static Reception refused(byte[] octets, int rcode) {
            return new Reception(null, Wire.bareResponse(octets, rcode));
        }
    }

    /** The question that every recursive name server can answer from its memory: the name servers of the root. */
    static Query ofRoot() {
        return of(Octets.of((byte) 0), TYPE_NS);
    }

    /** A question of our own; {@code name} is in wire form. */
    static Query of(Octets name, int type) {
        byte[] octets = new byte[Wire.HEADER + name.length() + 4];
        octets[2] = RD;
        Wire.putUint16(octets, 4, 1);
        System.arraycopy(name.toByteArray(), 0, octets, Wire.HEADER, name.length());
        Wire.putUint16(octets, octets.length - 4, type);
        Wire.putUint16(octets, octets.length - 2, Wire.CLASS_IN);
        return new Query(octets, octets.length, -1);
    }

    /** Reads a message that a client sent; keeps {@code octets}. */
    static Reception receive(byte[] octets) {
        // To answer an answer, or what has no id, would be to talk to oneself or to nobody.
        if (octets.length < Wire.HEADER || Wire.isResponse(octets)) {
            return Reception.NOTHING;
        }
        if (Wire.opcode(octets) != OPCODE_QUERY) {
            return Reception.refused(octets, Wire.NOTIMP);
        }
        int questionEnd = endOfQuestion(octets);
        if (questionEnd < 0) {
            return Reception.refused(octets, Wire.FORMERR);
        }
        int at = questionEnd;
        int before = Wire.answers(octets) + Wire.authorities(octets);
        int records = before + Wire.additionals(octets);
        int optAt = -1;
        for (int i = 0; i < records; i++) {
            int end = Wire.endOfRecord(octets, at);
            if (end < 0) {
                return Reception.refused(octets, Wire.FORMERR);
            }
            if (i >= before && Wire.isOpt(octets, at)) {
                optAt = at;
            }
            at = end;
        }
        Query query = new Query(octets, questionEnd, optAt);
        // The many messages of a zone transfer (RFC 5936) are not a resolver's business.
        return query.type == TYPE_AXFR || query.type == TYPE_IXFR
                ? Reception.refused(octets, Wire.NOTIMP)
                : new Reception(query, null);
    }

    /** A query has one question (RFC 9619), or none if it is only after a cookie (RFC 7873 section 5.4). */
    private static int endOfQuestion(byte[] octets) {
        int questions = Wire.questions(octets);
        if (questions > 1) {
            return -1;
        }
        if (questions == 0) {
            return Wire.HEADER;
        }
        int name = Wire.endOfPlainName(octets, Wire.HEADER);
        return name < 0 || name + 4 > octets.length ? -1 : name + 4;
    }

    int id() {
        return Wire.id(octets);
    }

    int type() {
        return type;
    }

    int dnsClass() {
        return dnsClass;
    }

    boolean isCheckingDisabled() {
        return Wire.isCheckingDisabled(octets);
    }

    /** Octets that the client takes over UDP (RFC 6891 section 6.2.3). */
    int udpPayload() {
        return udpPayload;
    }

    /** Where the question ends, in this query and in each answer that repeats it. */
    int questionEnd() {
        return questionEnd;
    }

    /** One question of class IN and at most EDNS without options: all that an answer depends on is the query itself. */
    boolean isPlain() {
        int records = Wire.answers(octets) + Wire.authorities(octets) + Wire.additionals(octets);
        return dnsClass == Wire.CLASS_IN
                && records == (optAt < 0 ? 0 : 1)
                && octets.length == (optAt < 0 ? questionEnd : optAt + EMPTY_OPT);
    }

    /** All octets but the id. */
    Octets withoutId() {
        return Octets.owning(Arrays.copyOfRange(octets, Short.BYTES, octets.length));
    }

    /** The same query under another id. */
    byte[] withId(int id) {
        byte[] copy = octets.clone();
        Wire.putUint16(copy, 0, id);
        return copy;
    }

    /** The name in the question, in wire form and lower case. */
    Octets wireName() {
        byte[] name = Arrays.copyOfRange(octets, Wire.HEADER, Math.max(Wire.HEADER, questionEnd - 4));
        for (int i = 0; i < name.length; i++) {
            name[i] = lower(name[i]);
        }
        return Octets.owning(name);
    }

    /** The name in the question, if a host can have it. */
    Optional<DomainName> name() {
        StringBuilder text = new StringBuilder(questionEnd);
        int at = Wire.HEADER;
        while (at < questionEnd - 4 && octets[at] != 0) {
            int label = Wire.uint8(octets, at);
            String part = new String(octets, at + 1, label, StandardCharsets.ISO_8859_1);
            if (part.indexOf('.') >= 0) {
                return Optional.empty();
            }
            text.append(part).append('.');
            at += 1 + label;
        }
        return DomainName.parse(text.toString());
    }

    /** Whether {@code response} answers this query: the id has been looked at. */
    boolean isAnsweredBy(byte[] response) {
        if (response.length < Wire.HEADER || !Wire.isResponse(response) || Wire.opcode(response) != OPCODE_QUERY) {
            return false;
        }
        if (Wire.questions(response) == 0 && questionEnd > Wire.HEADER) {
            // Servers that can't, or won't, read the question leave it out.
            int rcode = Wire.rcode(response);
            return rcode != Wire.NOERROR && Wire.answers(response) == 0 && Wire.authorities(response) == 0;
        }
        if (Wire.questions(response) != Wire.questions(octets) || response.length < questionEnd) {
            return false;
        }
        int nameEnd = Math.max(Wire.HEADER, questionEnd - 4);
        for (int i = Wire.HEADER; i < nameEnd; i++) {
            if (lower(response[i]) != lower(octets[i])) {
                return false;
            }
        }
        return Arrays.equals(response, nameEnd, questionEnd, octets, nameEnd, questionEnd);
    }

    /** RFC 4343; the length of a label is below every letter. */
    private static byte lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? (byte) (octet + ('a' - 'A')) : octet;
    }

    /** {@code response} with this query's id, cut to what the client takes; may change the array. */
    byte[] toClient(byte[] response, boolean overStream) {
        Wire.putUint16(response, 0, id());
        return overStream || response.length <= udpPayload ? response : truncated(response);
    }

    /** The question and EDNS alone, with TC set: the client will ask again over TCP (RFC 2181 section 9). */
    private byte[] truncated(byte[] response) {
        int end = Wire.questions(response) == 0 ? Wire.HEADER : questionEnd;
        int opt = -1;
        int optEnd = -1;
        int at = end;
        int before = Wire.answers(response) + Wire.authorities(response);
        for (int i = 0; i < before + Wire.additionals(response) && at >= 0; i++) {
            int next = Wire.endOfRecord(response, at);
            if (next >= 0 && i >= before && Wire.isOpt(response, at)) {
                opt = at;
                optEnd = next;
            }
            at = next;
        }
        byte[] cut = Arrays.copyOf(response, end + (optEnd - opt));
        boolean fits = opt >= 0 && cut.length <= udpPayload;
        if (fits) {
            System.arraycopy(response, opt, cut, end, optEnd - opt);
        } else {
            cut = Arrays.copyOf(response, end);
        }
        Arrays.fill(cut, 6, Wire.HEADER, (byte) 0);
        Wire.putUint16(cut, 10, fits ? 1 : 0);
        Wire.setTruncated(cut);
        return cut;
    }

    /**
     * An error of our own: the question and, where the client speaks it, EDNS with the reason.
     *
     * @param extended the code of RFC 8914 that tells why
     */
    byte[] error(int rcode, int extended) {
        int optLength = optAt < 0 ? 0 : OPT_WITH_REASON.length;
        byte[] response = Arrays.copyOf(octets, questionEnd + optLength);
        System.arraycopy(Wire.bareResponse(octets, rcode), 0, response, 0, 4);
        response[3] |= (byte) RA;
        Arrays.fill(response, 6, Wire.HEADER, (byte) 0);
        if (optLength > 0) {
            System.arraycopy(OPT_WITH_REASON, 0, response, questionEnd, optLength);
            response[questionEnd + DO_AT] = (byte) (octets[optAt + DO_AT] & DO);
            Wire.putUint16(response, response.length - 2, extended);
            Wire.putUint16(response, 10, 1);
        }
        return response;
    }
}
