package cygnet.dns;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/** Whether a server's message is an answer that can be worked with, before anything in it is believed. */
record AnswerCheck(Message query, String server, ExchangeSettings settings) {
    /**
     * The answer without the records that don't belong to it.
     *
     * @throws LookupFailure if the server refuses, fails, or makes no sense
     */
    Message accept(Message message) throws LookupFailure {
        String about = " about " + Question.describe(query);
        if (!message.getHeader().getFlag(Flags.QR)) {
            throw LookupFailure.server(server + " sent no answer but a question" + about);
        }
        if (message.numBytes() > settings.answerOctets()) {
            throw LookupFailure.server(server + " answered with " + message.numBytes() + " octets" + about
                    + ", more than the limit of " + settings.answerOctets());
        }
        int rcode = message.getRcode();
        if (rcode == Rcode.SERVFAIL) {
            throw LookupFailure.servfail(
                    server + " answered SERVFAIL" + about + extendedErrors(message), extendedErrorCodes(message));
        }
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            throw LookupFailure.server(server + " answered " + Rcode.string(rcode) + about + extendedErrors(message));
        }
        Message normalized = message.normalize(query);
        if (normalized == null) {
            throw LookupFailure.server(server + " sent a contradictory answer" + about);
        }
        // Too long a way or a loop would count as bogus further on, as nothing can prove where it ends.
        Record question = query.getQuestion();
        Aliases.follow(normalized, question.getName(), question.getType(), settings.aliases());
        return normalized;
    }

    private static Set<Integer> extendedErrorCodes(Message message) {
        return options(message).stream()
                .map(ExtendedErrorCodeOption::getErrorCode)
                .collect(Collectors.toSet());
    }

    /** RFC 8914 extended errors as text in brackets, or nothing. */
    static String extendedErrors(Message message) {
        String text = options(message).stream()
                .map(option -> ExtendedErrorCodeOption.text(option.getErrorCode())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', ' ')
                        + (option.getText() == null || option.getText().isEmpty() ? "" : ": " + option.getText()))
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? "" : " (" + Printable.of(text) + ")";
    }

    private static List<ExtendedErrorCodeOption> options(Message message) {
        OPTRecord opt = message.getOPT();
        return opt == null
                ? List.of()
                : opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).stream()
                        .map(ExtendedErrorCodeOption.class::cast)
                        .toList();
    }
}
