package cygnet.daemon.config;

import cygnet.ike.engine.Limits;
import cygnet.ike.engine.Limits.HalfOpen;
import cygnet.ike.engine.Limits.Rate;
import cygnet.ike.engine.Limits.Shared;
import java.time.Duration;

/** The keys of the section {@code daemon} that say what others may make us do. */
final class LimitsReader {
    static final Limits DEFAULT = new Limits(
            new HalfOpen(30, 5, 10_000, Duration.ofSeconds(30)),
            Limits.DEFAULT.claims(),
            Limits.DEFAULT.lookups(),
            Limits.DEFAULT.errors(),
            Limits.DEFAULT.requests(),
            Limits.DEFAULT.childSas(),
            Limits.DEFAULT.messageIds());

    private static final int MANY = 1_000_000;
    private static final int MOST_CHILD_SAS = 1000;

    private LimitsReader() {}

    static Limits read(SectionReader daemon) {
        return new Limits(
                halfOpen(daemon, DEFAULT.halfOpen()),
                shared(daemon, "auth_rate", "auth_rate_site", DEFAULT.claims()),
                shared(daemon, "lookup_rate", "lookup_rate_zone", DEFAULT.lookups()),
                shared(daemon, "error_rate", "error_rate_site", DEFAULT.errors()),
                daemon.value("request_rate", LimitsReader::rate, DEFAULT.requests()),
                daemon.value("child_limit", Syntax.number(1, MOST_CHILD_SAS), DEFAULT.childSas()),
                DEFAULT.messageIds());
    }

    private static HalfOpen halfOpen(SectionReader daemon, HalfOpen standard) {
        return new HalfOpen(
                daemon.value("cookie_threshold", Syntax.number(0, MANY), standard.cookieThreshold()),
                daemon.value("cookie_threshold_site", Syntax.number(0, MANY), standard.cookieThresholdSite()),
                daemon.value("init_limit_half_open", Syntax.number(1, MANY), standard.most()),
                daemon.value("half_open_timeout", LimitsReader::positiveTime, standard.lifetime()));
    }

    private static Shared shared(SectionReader daemon, String all, String each, Shared standard) {
        return new Shared(
                daemon.value(all, LimitsReader::rate, standard.all()),
                daemon.value(each, LimitsReader::rate, standard.each()));
    }

    /** {@code 5/20}: so many a second, and so many at once; without the second number as many as in a second. */
    private static Rate rate(String text) throws BadValueException {
        String[] numbers = text.split("/", 2);
        double perSecond = Syntax.fraction(0.001, MANY).parse(numbers[0].strip());
        double atOnce = numbers.length == 1
                ? Math.max(1, perSecond)
                : Syntax.number(1, MANY).parse(numbers[1].strip());
        return new Rate(perSecond, atOnce);
    }

    private static Duration positiveTime(String text) throws BadValueException {
        Duration time = Syntax.TIME.parse(text);
        if (time.isZero()) {
            throw new BadValueException("0 would leave no time at all");
        }
        return time;
    }
}
