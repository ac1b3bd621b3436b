package cygnet.dns;

import com.code_intelligence.jazzer.junit.FuzzTest;
import cygnet.crypto.CryptoException;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSOutput;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Whatever a zone holds is a key, a flaw that can be printed, or nothing. */
class LegacyRecordsFuzzTest {
    private static final DomainName OWNER = new DomainName("bob.test");
    private static final Duration HOUR = Duration.ofHours(1);

    @FuzzTest
    void anyTextIsARowOrRefused(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        Optional<TxtAttribute> attribute = TxtAttribute.parse(text);
        if (attribute.isEmpty()) {
            return;
        }
        if (!text.endsWith("=" + attribute.get().value())) {
            throw new AssertionError("a value that is not what follows the equals sign");
        }
        if (!ServerRow.isOne(attribute.get())) {
            return;
        }
        try {
            ServerRow row = ServerRow.parse(attribute.get());
            if (row.priority() < 0 || row.priority() > ServerRow.NO_PRIORITY) {
                throw new AssertionError("no priority: " + row.priority());
            }
            row.inlineKey();
        } catch (CryptoException e) {
            // Refused with a reason.
        }
    }

    /** The first octet decides the type of a record with the others as data. */
    @FuzzTest
    void anyRecordIsJudged(byte[] octets) {
        if (octets.length == 0) {
            return;
        }
        boolean isText = octets[0] % 2 == 0;
        byte[] data = Arrays.copyOfRange(octets, 1, octets.length);
        Record record;
        try {
            Name owner = Name.fromConstantString("bob.test.");
            record = Record.fromWire(wire(owner, isText ? Type.TXT : Type.KEY, data), 1);
        } catch (IOException | IllegalArgumentException e) {
            return; // No such record can come in.
        }
        DnsOutcome<Record> found = new Found<>(List.of(record), Validation.SECURE, HOUR, List.of());
        DnsOutcome<Record> nothing = new Absent<>(true, true, HOUR);
        LegacyAnswer answer = new LegacyAnswer(
                OWNER,
                ServerRow.read(isText ? found : nothing, DnsLimits.DEFAULT),
                KeyRow.read(isText ? nothing : found, DnsLimits.DEFAULT),
                new Absent<>(true, true, HOUR));
        DnsOutcome<HostKey> outcome =
                new LegacyJudgement(answer, new Absent<>(true, true, HOUR), Map.of(), DnsLimits.DEFAULT).outcome();
        if (outcome instanceof Found<HostKey> keys) {
            for (String flaw : keys.flaws()) {
                if (!flaw.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                    throw new AssertionError("not printable: " + flaw);
                }
            }
            if (keys.records().size() + keys.flaws().size() == 0) {
                throw new AssertionError("a record that came to nothing");
            }
        }
    }

    private static byte[] wire(Name owner, int type, byte[] data) {
        DNSOutput out = new DNSOutput();
        owner.toWire(out, null);
        out.writeU16(type);
        out.writeU16(DClass.IN);
        out.writeU32(600);
        out.writeU16(data.length);
        out.writeByteArray(data);
        return out.toByteArray();
    }
}
