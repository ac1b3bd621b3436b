package cygnet.dns.resolver;

/** The parts of a DNS message that forwarding has to know: the header, and where names and records end (RFC 1035 section 4). */
final class Wire {
    static final int HEADER = 12;
    static final int MOST_OCTETS = 65_535;

    /** What a client that says nothing about EDNS can take over UDP (RFC 1035 section 2.3.4). */
    static final int PLAIN_UDP = 512;

    static final int NOERROR = 0;
    static final int FORMERR = 1;
    static final int SERVFAIL = 2;
    static final int NXDOMAIN = 3;
    static final int NOTIMP = 4;
    static final int REFUSED = 5;

    static final int CLASS_IN = 1;
    static final int OPT = 41;

    private static final int QR = 0x80;
    private static final int TC = 0x02;
    private static final int CD = 0x10;
    private static final int MOST_LABEL = 63;
    private static final int MOST_NAME = 255;
    private static final int POINTER = 0xc0;

    /** Type, class, TTL and length of a record. */
    private static final int RECORD_FIXED = 10;

    private Wire() {}

    static int uint8(byte[] octets, int at) {
        return octets[at] & 0xff;
    }

    static int uint16(byte[] octets, int at) {
        return uint8(octets, at) << 8 | uint8(octets, at + 1);
    }

    static void putUint16(byte[] octets, int at, int value) {
        octets[at] = (byte) (value >> 8);
        octets[at + 1] = (byte) value;
    }

    static int id(byte[] message) {
        return uint16(message, 0);
    }

    static boolean isResponse(byte[] message) {
        return (message[2] & QR) != 0;
    }

    static boolean isTruncated(byte[] message) {
        return (message[2] & TC) != 0;
    }

    static void setTruncated(byte[] message) {
        message[2] |= TC;
    }

    /** Checking disabled: the client validates for itself and wants bogus data too (RFC 4035 section 3.2.2). */
    static boolean isCheckingDisabled(byte[] message) {
        return (message[3] & CD) != 0;
    }

    static int opcode(byte[] message) {
        return message[2] >> 3 & 0xf;
    }

    static int rcode(byte[] message) {
        return message[3] & 0xf;
    }

    static int questions(byte[] message) {
        return uint16(message, 4);
    }

    static int answers(byte[] message) {
        return uint16(message, 6);
    }

    static int authorities(byte[] message) {
        return uint16(message, 8);
    }

    static int additionals(byte[] message) {
        return uint16(message, 10);
    }

    /**
     * Where the name of a question ends; nothing stands before it that it could be compressed with.
     *
     * @return the index behind the name, or -1 if it is none
     */
    static int endOfPlainName(byte[] message, int from) {
        int at = from;
        while (at < message.length) {
            int label = uint8(message, at);
            at += 1 + label;
            if (label == 0) {
                return at - from <= MOST_NAME ? at : -1;
            }
            if (label > MOST_LABEL) {
                return -1;
            }
        }
        return -1;
    }

    /** Where a name that may end in a pointer ends, without following it; -1 if it does not. */
    static int endOfName(byte[] message, int from) {
        int at = from;
        while (at < message.length) {
            int label = uint8(message, at);
            if (label == 0) {
                return at + 1;
            }
            if ((label & POINTER) == POINTER) {
                return at + 2 <= message.length ? at + 2 : -1;
            }
            if (label > MOST_LABEL) {
                return -1;
            }
            at += 1 + label;
        }
        return -1;
    }

    /** Where the record at {@code from} ends; -1 if the message does. */
    static int endOfRecord(byte[] message, int from) {
        int name = endOfName(message, from);
        if (name < 0 || name + RECORD_FIXED > message.length) {
            return -1;
        }
        int end = name + RECORD_FIXED + uint16(message, name + RECORD_FIXED - 2);
        return end <= message.length ? end : -1;
    }

    /** Whether the record at {@code from} is the pseudo-record of EDNS, whose owner is the root (RFC 6891 section 6.1.2). */
    static boolean isOpt(byte[] message, int from) {
        return message[from] == 0 && uint16(message, from + 1) == OPT;
    }

    /** The header of a response to {@code query} and nothing more: no section has a record. */
    static byte[] bareResponse(byte[] query, int rcode) {
        byte[] response = new byte[HEADER];
        response[0] = query[0];
        response[1] = query[1];
        response[2] = (byte) ((query[2] & 0x79) | QR); // opcode and RD are the query's
        response[3] = (byte) ((query[3] & CD) | rcode);
        return response;
    }
}
