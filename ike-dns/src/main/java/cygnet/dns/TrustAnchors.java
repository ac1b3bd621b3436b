package cygnet.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** The keys that validation starts from (RFC 4033 section 2): at least one DS or DNSKEY record. */
record TrustAnchors(List<Record> records) {
    private static final String LIBRARYS_NAME_OF_THE_TEXT = "<none>:";

    /** What Unbound notes behind each key in its auto-trust-anchor-file: the states of RFC 5011 section 4.2. */
    private static final Pattern NOTED_STATE = Pattern.compile(";;\\s*state=(\\d+)");

    /** VALID and MISSING: the states of a key that is trusted. */
    private static final Set<String> TRUSTED_STATES = Set.of("2", "3");

    TrustAnchors {
        records = List.copyOf(records);
    }

    /**
     * Reads DS and DNSKEY lines in zone-file form, for any zones; also a state file of RFC 5011 in Unbound's or in BIND's
     * form, of which it takes the keys that are trusted at {@code now}. Revoked keys are never among them, nor are those with
     * which validation would not begin ({@link DnssecRules}).
     *
     * @throws IllegalArgumentException naming the line, or saying that a zone or all of the text has no anchor. An empty set
     *     must never be worked with: everything would count as insecure, and nothing would tell.
     */
    static TrustAnchors parse(String text, Instant now) {
        List<Record> all = read(ManagedKeys.isIn(text) ? ManagedKeys.trusted(text, now) : withoutUntrusted(text));
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no trust anchor (DS or DNSKEY record) to validate with");
        }
        List<Record> usable = all.stream()
                .filter(record -> !isRevoked(record) && DnssecRules.isSound(record))
                .toList();
        TrustAnchors anchors = new TrustAnchors(usable);
        Set<Name> left = new HashSet<>(new TrustAnchors(all).zones());
        anchors.zones().forEach(left::remove);
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("all trust anchors of zone "
                    + left.iterator().next() + " are revoked or weak (SHA-1): validation can't begin with them");
        }
        return anchors;
    }

    /** Lines stay where they are, so that a complaint names the right one. */
    private static String withoutUntrusted(String text) {
        return text.lines()
                .map(line -> isUntrusted(NOTED_STATE.matcher(line)) ? "" : line)
                .collect(Collectors.joining("\n"));
    }

    private static boolean isUntrusted(Matcher state) {
        return state.find() && !TRUSTED_STATES.contains(state.group(1));
    }

    private static List<Record> read(String text) {
        List<Record> records = new ArrayList<>();
        try (Master lines = new Master(octets(text), Name.root, 0)) {
            lines.disableIncludes(true);
            for (Record record = lines.nextRecord(); record != null; record = lines.nextRecord()) {
                if (record.getType() != Type.DS && record.getType() != Type.DNSKEY) {
                    throw new IllegalArgumentException(
                            "a trust anchor is a DS or DNSKEY record, not " + Type.string(record.getType()));
                }
                records.add(record);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("trust anchors: " + complaint(e), e);
        }
        return records;
    }

    /** RFC 5011 section 2.1: such a key "MUST never" be a trust anchor again. */
    private static boolean isRevoked(Record record) {
        return record instanceof DNSKEYRecord key && (key.getFlags() & DNSKEYRecord.Flags.REVOKE) != 0;
    }

    private static String complaint(IOException e) {
        return String.valueOf(e.getMessage()).replace(LIBRARYS_NAME_OF_THE_TEXT, "line ");
    }

    List<Name> zones() {
        return records.stream().map(Record::getName).distinct().toList();
    }

    /** In zone-file form again. */
    InputStream toInputStream() {
        StringBuilder text = new StringBuilder();
        for (Record record : records) {
            text.append(record).append('\n');
        }
        return octets(text.toString());
    }

    private static InputStream octets(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
