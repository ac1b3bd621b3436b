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

    /** The validator's word for an absence whose NSEC3 records have too many iterations; their signatures are good. */
    static boolean isIgnoredNsec3(Message verdict) {
        return of(verdict).startsWith("All NSEC3s were validated but ignored");
    }

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
