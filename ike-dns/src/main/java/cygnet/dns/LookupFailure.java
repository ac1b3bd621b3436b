package cygnet.dns;

import cygnet.ike.lookup.DnsOutcome;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.xbill.DNS.ExtendedErrorCodeOption;

/** Why a lookup gave no answer that can be used. */
final class LookupFailure extends Exception {
    private static final long serialVersionUID = 1L;

    enum Kind {
        BOGUS,
        SERVER_FAILURE,
        TIMEOUT
    }

    /** RFC 8914 codes with which a resolver says that validation failed, not that it could not be tried. */
    private static final Set<Integer> BOGUS_CODES = Set.of(
            ExtendedErrorCodeOption.DNSSEC_BOGUS,
            ExtendedErrorCodeOption.SIGNATURE_EXPIRED,
            ExtendedErrorCodeOption.SIGNATURE_NOT_YET_VALID,
            ExtendedErrorCodeOption.DNSKEY_MISSING,
            ExtendedErrorCodeOption.RRSIGS_MISSING,
            ExtendedErrorCodeOption.NO_ZONE_KEY_BIT_SET,
            ExtendedErrorCodeOption.NSEC_MISSING);

    private final Kind kind;

    /** Whether the server itself said SERVFAIL: with a validating one that may mean bogus. */
    private final boolean servfail;

    private LookupFailure(Kind kind, String reason, boolean servfail) {
        // No stack trace: it is a value, and a stranger decides how often it is made.
        super(reason, null, false, false);
        this.kind = kind;
        this.servfail = servfail;
    }

    static LookupFailure timeout(String reason) {
        return new LookupFailure(Kind.TIMEOUT, reason, false);
    }

    static LookupFailure server(String reason) {
        return new LookupFailure(Kind.SERVER_FAILURE, reason, false);
    }

    static LookupFailure bogus(String reason) {
        return new LookupFailure(Kind.BOGUS, reason, false);
    }

    /** The server answered SERVFAIL with these extended errors. */
    static LookupFailure servfail(String reason, Set<Integer> extendedErrors) {
        boolean bogus = extendedErrors.stream().anyMatch(BOGUS_CODES::contains);
        return new LookupFailure(bogus ? Kind.BOGUS : Kind.SERVER_FAILURE, reason, !bogus);
    }

    /** What dnsjava or a callback threw, as one of ours. */
    static LookupFailure of(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof LookupFailure failure
                ? failure
                : server("the answer could not be worked with: " + Printable.of(String.valueOf(cause)));
    }

    Kind kind() {
        return kind;
    }

    boolean mayHideBogusData() {
        return servfail;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    <T> DnsOutcome<T> toOutcome() {
        return switch (kind) {
            case BOGUS -> new DnsOutcome.Bogus<>(reason());
            case SERVER_FAILURE -> new DnsOutcome.ServerFailure<>(reason());
            case TIMEOUT -> new DnsOutcome.Timeout<>(reason());
        };
    }
}
