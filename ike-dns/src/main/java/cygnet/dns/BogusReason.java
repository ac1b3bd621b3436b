package cygnet.dns;

<<<<<<< HEAD
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** Why validation failed, for people. */
=======
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** The validator's word on why validation failed. */
>>>>>>> dns
final class BogusReason {
    /** How the validator writes a whole set: only its name and type are of use. */
    private static final Pattern SET = Pattern.compile("\\{ (\\S+) \\d+ IN (\\S+) .*");

    private BogusReason() {}

<<<<<<< HEAD
    /** From the validator's {@code verdict}, and from what was heard on the way to it. */
    static String of(Message verdict, Question question, Instant now) {
=======
    static String of(Message verdict) {
>>>>>>> dns
        String reason = verdict.getSection(Section.ADDITIONAL).stream()
                .filter(record -> record.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS)
                .filter(TXTRecord.class::isInstance)
                .flatMap(record -> ((TXTRecord) record).getStrings().stream())
                .collect(Collectors.joining());
<<<<<<< HEAD
        String text =
                reason.isEmpty() ? "validation failed" : SET.matcher(reason).replaceFirst("$1 $2");
        return Printable.of(text)
                + question.answers().stream()
                        .flatMap(BogusReason::signatures)
                        .flatMap(signature -> untimely(signature, now).stream())
                        .findFirst()
                        .map(untimely -> "; " + untimely)
                        .orElse("");
    }

    private static Stream<RRSIGRecord> signatures(Message answer) {
        return Stream.of(Section.ANSWER, Section.AUTHORITY)
                .flatMap(section -> answer.getSection(section).stream())
                .filter(RRSIGRecord.class::isInstance)
                .map(RRSIGRecord.class::cast);
    }

    /** The commonest mistakes of all: a zone that nobody signs any more, or a clock that is wrong. */
    private static Optional<String> untimely(RRSIGRecord signature, Instant now) {
        String what = "the signature of " + signature.getName() + " " + Type.string(signature.getTypeCovered());
        if (signature.getExpire().isBefore(now)) {
            return Optional.of(what + " expired at " + signature.getExpire());
        }
        if (signature.getTimeSigned().isAfter(now)) {
            return Optional.of(what + " is not valid before " + signature.getTimeSigned());
        }
        return Optional.empty();
=======
        return Printable.of(
                reason.isEmpty() ? "validation failed" : SET.matcher(reason).replaceFirst("$1 $2"));
>>>>>>> dns
    }
}
