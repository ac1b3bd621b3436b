package cygnet.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** The keys that validation starts from (RFC 4033 section 2): at least one DS or DNSKEY record. */
record TrustAnchors(List<Record> records) {
    private static final String LIBRARYS_NAME_OF_THE_TEXT = "<none>:";

    TrustAnchors {
        records = List.copyOf(records);
    }

    /**
     * Reads DS and DNSKEY lines in zone-file form, for any zones.
     *
     * @throws IllegalArgumentException naming the line, or saying that there is no anchor. An empty set must never be
     *     worked with: everything would count as insecure, and nothing would tell.
     */
    static TrustAnchors parse(String text) {
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
        if (records.isEmpty()) {
            throw new IllegalArgumentException("no trust anchor (DS or DNSKEY record) to validate with");
        }
        return new TrustAnchors(records);
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
