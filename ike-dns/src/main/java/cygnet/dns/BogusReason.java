package cygnet.dns;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** The validator's word on why validation failed. */
final class BogusReason {
    /** How the validator writes a whole set: only its name and type are of use. */
    private static final Pattern SET = Pattern.compile("\\{ (\\S+) \\d+ IN (\\S+) .*");

    private BogusReason() {}

    static String of(Message verdict) {
        String reason = verdict.getSection(Section.ADDITIONAL).stream()
                .filter(record -> record.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS)
                .filter(TXTRecord.class::isInstance)
                .flatMap(record -> ((TXTRecord) record).getStrings().stream())
                .collect(Collectors.joining());
        return Printable.of(
                reason.isEmpty() ? "validation failed" : SET.matcher(reason).replaceFirst("$1 $2"));
    }
}
