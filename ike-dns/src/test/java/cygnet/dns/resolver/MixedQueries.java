package cygnet.dns.resolver;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/** All kinds of queries for the names of the test zones: one seed makes one sequence. */
final class MixedQueries {
    private static final List<String> NAMES = List.of(
            "alice.example.test.",
            "bob.example.test.",
            "nokey.example.test.",
            "v6only.example.test.",
            "large.example.test.",
            "www.example.test.",
            "far.example.test.",
            "outside.example.test.",
            "tobogus.example.test.",
            "dangling.example.test.",
            "loop1.example.test.",
            "chain1.example.test.",
            "chain5.example.test.",
            "host.moved.example.test.",
            "x.wild.example.test.",
            "host.hashed.test.",
            "host.insecure.test.",
            "host.tampered.test.",
            "host.expired.test.",
            "example.test.",
            "test.",
            ".");
    private static final int[] TYPES = {1, 28, 1, 28, 65, 64, 45, 16, 15, 6, 2, 48, 43, 46, 47, 255, 5, 39, 65_400};
    /** Not CH, because BIND answers only three such questions a second. */
    private static final int[] CLASSES = {1, 1, 1, 1, 1, 1, 1, 1, 4, 255, 513};

    private static final int[] PAYLOADS = {0, 512, 1232, 4096, 65_535};

    private final Random random;

    MixedQueries(Random random) {
        this.random = random;
    }

    /** A query and the way that it takes. */
    static final class Mixed {
        private final byte[] octets;
        private final boolean overTcp;

        private Mixed(byte[] octets, boolean overTcp) {
            this.octets = octets;
            this.overTcp = overTcp;
        }

        byte[] octets() {
            return octets.clone();
        }

        boolean overTcp() {
            return overTcp;
        }

        @Override
        public String toString() {
            return (overTcp ? "over TCP " : "over UDP ") + HexFormat.of().formatHex(octets);
        }
    }

    Mixed next() {
        Message query = Message.newQuery(Record.newRecord(name(), pick(TYPES), pick(CLASSES)));
        query.getHeader().setID(random.nextInt(0x10000));
        for (int flag : new int[] {Flags.RD, Flags.CD, Flags.AD}) {
            if (random.nextInt(3) == 0) {
                query.getHeader().setFlag(flag);
            }
        }
        if (random.nextInt(4) != 0) {
            query.getHeader().setFlag(Flags.RD);
        }
        if (random.nextInt(3) != 0) {
            query.addRecord(edns(), Section.ADDITIONAL);
        }
        return new Mixed(query.toWire(), random.nextInt(5) == 0);
    }

    private OPTRecord edns() {
        int version = random.nextInt(40) == 0 ? 1 : 0;
        int flags = random.nextBoolean() ? ExtendedFlags.DO : 0;
        List<EDNSOption> options = random.nextInt(5) == 0
                ? List.of(new GenericEDNSOption(65_001, new byte[random.nextInt(20)]))
                : List.of();
        return new OPTRecord(pick(PAYLOADS), 0, version, flags, options);
    }

    /** In any mixture of upper and lower case, and sometimes a name that does not exist. */
    private Name name() {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        if (random.nextInt(5) == 0) {
            name = "n" + random.nextInt(1000) + (name.equals(".") ? "." : "." + name);
        }
        StringBuilder mixed = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            mixed.append(random.nextBoolean() ? Character.toUpperCase(c) : c);
        }
        try {
            return Name.fromString(mixed.toString());
        } catch (TextParseException e) {
            throw new AssertionError(e);
        }
    }

    private int pick(int[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
