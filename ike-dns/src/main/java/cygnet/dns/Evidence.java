package cygnet.dns;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What the answers to one question showed and the validator's verdict does not tell. Safe for use by several threads.
 */
final class Evidence {
    private final Set<Record> leftOff = new HashSet<>();
    private final Map<Record, Message> ignorable = new HashMap<>();
    private @Nullable RRSIGRecord endsFirst;
    private @Nullable RRSIGRecord beginsLast;

    synchronized void add(Message answer) {
        Record asked = answer.getQuestion();
        try {
            if (Aliases.follow(answer, asked.getName(), asked.getType(), Aliases.NO_LIMIT)
                    .leaveOff(answer)) {
                leftOff.add(asked);
            }
        } catch (LookupFailure e) {
            // A loop leads nowhere.
        }
        if (DnssecRules.hasTooManyIterations(answer)) {
            ignorable.put(asked, answer.clone());
        }
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            for (Record record : answer.getSection(section)) {
                if (record instanceof RRSIGRecord signature) {
                    add(signature);
                }
            }
        }
    }

    private void add(RRSIGRecord signature) {
        if (endsFirst == null || signature.getExpire().isBefore(endsFirst.getExpire())) {
            endsFirst = signature;
        }
        if (beginsLast == null || signature.getTimeSigned().isAfter(beginsLast.getTimeSigned())) {
            beginsLast = signature;
        }
    }

    /** The answer to {@code asked} followed aliases only a part of the way. */
    synchronized boolean leavesOff(Record asked) {
        return leftOff.contains(asked);
    }

    /** The answer to {@code asked}, if the absence in it rests on NSEC3 records that must be ignored. */
    synchronized Optional<Message> ignorable(Record asked) {
        return Optional.ofNullable(ignorable.get(asked));
    }

    /**
     * The commonest mistakes of all: a zone that nobody signs any more, or a clock that is wrong.
     *
     * @return begins with a semicolon; empty if all signatures are in time
     */
    synchronized String untimely(Instant now) {
        if (endsFirst != null && endsFirst.getExpire().isBefore(now)) {
            return "; " + name(endsFirst) + " expired at " + endsFirst.getExpire();
        }
        if (beginsLast != null && beginsLast.getTimeSigned().isAfter(now)) {
            return "; " + name(beginsLast) + " is not valid before " + beginsLast.getTimeSigned();
        }
        return "";
    }

    private static String name(RRSIGRecord signature) {
        return "the signature of " + signature.getName() + " " + Type.string(signature.getTypeCovered());
    }
}
