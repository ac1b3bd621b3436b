package cygnet.dns;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DomainName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;

/**
 * What a TXT record of the kind {@code X-IPsec-Server(10)=192.0.2.2 AQN..} says (RFC 4322 section 5.2): who does IPsec for the
 * owner, and where the key is. The design of 2000 had {@code @name} in place of the key, for the name that has it.
 *
 * @param label what finds the record in a zone file: the attribute and the gateway
 * @param priority 0 to 65535, the lower the better; {@link #NO_PRIORITY} if the record has none
 * @param keyName under which name KEY records have the key; empty: it is {@code key}
 * @param key in base64, not yet looked at
 */
record ServerRow(String label, int priority, Gateway gateway, Optional<DomainName> keyName, String key) {
    /** Who states none comes last. */
    static final int NO_PRIORITY = 65_535;

    private static final String ATTRIBUTE = "x-ipsec-server";
    private static final Pattern PRIORITY = Pattern.compile("\\(([0-9]{1,5})\\)");
    private static final Pattern FIELD = Pattern.compile("[^ \t\r\n]+");

    /** Before a key in base64, in the files of the software that wrote such records. */
    private static final String BASE64_SIGN = "0s";

    /** Who does IPsec for the owner. */
    sealed interface Gateway {
        /** Under which its own KEY records are. */
        DomainName name();

        /** By its address. */
        record ByAddress(IpAddress address) implements Gateway {
            @Override
            public DomainName name() {
                return ReverseName.of(address);
            }

            @Override
            public String toString() {
                return address.toString();
            }
        }

        /** By the name with which it identifies itself. */
        record ByName(DomainName name) implements Gateway {
            @Override
            public String toString() {
                return "@" + name;
            }
        }
    }

    /** The rows among the TXT records of a name, the best first; absent if there are none. */
    static DnsOutcome<ServerRow> read(DnsOutcome<Record> outcome, DnsLimits limits) {
        return Outcomes.map(outcome, found -> {
            List<TxtAttribute> attributes = found.records().stream()
                    .filter(TXTRecord.class::isInstance)
                    .flatMap(record -> TxtAttribute.of((TXTRecord) record).stream())
                    .filter(ServerRow::isOne)
                    .toList();
            return attributes.isEmpty() ? Outcomes.nothingIn(found) : read(attributes, found, limits.recordsRead());
        });
    }

    private static DnsOutcome<ServerRow> read(List<TxtAttribute> attributes, Found<Record> found, int most) {
        List<ServerRow> rows = new ArrayList<>();
        List<String> flaws = new ArrayList<>();
        for (TxtAttribute attribute : attributes.subList(0, Math.min(most, attributes.size()))) {
            try {
                rows.add(parse(attribute));
            } catch (CryptoException e) {
                flaws.add(label(attribute) + ": " + Printable.of(String.valueOf(e.getMessage())));
            }
        }
        if (attributes.size() > most) {
            flaws.add(attributes.size() - most + " more TXT records were not read: at most " + most + " are");
        }
        // RFC 4322 section 5.2: "Lower numbers have stronger preference." Equal ones stay as the server ordered them.
        rows.sort(Comparator.comparingInt(ServerRow::priority));
        return new Found<>(rows, found.validation(), found.ttl(), flaws);
    }

    static boolean isOne(TxtAttribute attribute) {
        String name = attribute.name().toLowerCase(Locale.ROOT);
        return name.equals(ATTRIBUTE) || name.startsWith(ATTRIBUTE + "(");
    }

    /**
     * Reads an attribute that {@link #isOne}.
     *
     * @throws CryptoException saying what is wrong
     */
    static ServerRow parse(TxtAttribute attribute) throws CryptoException {
        int priority = priority(attribute.name().substring(ATTRIBUTE.length()));
        // RFC 4322 section 5.2: "The fields of the record MUST be separated by whitespace."
        List<String> fields = FIELD.matcher(attribute.value())
                .results()
                .map(MatchResult::group)
                .toList();
        if (fields.isEmpty()) {
            throw new CryptoException("says nothing about who does IPsec");
        }
        Gateway gateway = gateway(fields.get(0));
        List<String> rest = fields.subList(1, fields.size());
        if (rest.isEmpty()) {
            return new ServerRow(label(attribute), priority, gateway, Optional.of(gateway.name()), "");
        }
        if (!rest.get(0).startsWith("@")) {
            return new ServerRow(label(attribute), priority, gateway, Optional.empty(), String.join("", rest));
        }
        if (rest.size() > 1) {
            throw new CryptoException("has more than the name of a key behind the gateway");
        }
        return new ServerRow(label(attribute), priority, gateway, Optional.of(hostName(rest.get(0))), "");
    }

    private static int priority(String text) throws CryptoException {
        if (text.isEmpty()) {
            return NO_PRIORITY;
        }
        Matcher matcher = PRIORITY.matcher(text);
        int priority = matcher.matches() ? Integer.parseInt(matcher.group(1)) : Integer.MAX_VALUE;
        if (priority > NO_PRIORITY) {
            throw new CryptoException("the priority is not a number from 0 to " + NO_PRIORITY + " in brackets");
        }
        return priority;
    }

    private static Gateway gateway(String text) throws CryptoException {
        if (text.startsWith("@")) {
            return new Gateway.ByName(hostName(text));
        }
        try {
            return new Gateway.ByAddress(IpAddress.parse(text));
        } catch (IllegalArgumentException e) {
            throw new CryptoException("the gateway is neither an address nor a name with @ before it", e);
        }
    }

    private static DomainName hostName(String text) throws CryptoException {
        return DomainName.parse(text.substring(1))
                .orElseThrow(() -> new CryptoException(text + " is not the name of a host"));
    }

    /** The priority as the precedence of a key, whose range is smaller. */
    int precedence() {
        return Math.min(priority, KeyRow.LEAST_PRECEDENCE);
    }

    /**
     * The key in the record itself.
     *
     * @throws CryptoException if there is none that can be used, with the reason
     */
    VerificationKey inlineKey() throws CryptoException {
        String base64 = key.startsWith(BASE64_SIGN) ? key.substring(BASE64_SIGN.length()) : key;
        byte[] octets;
        try {
            octets = Base64.getDecoder().decode(base64.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new CryptoException("the key is not base64", e);
        }
        return KeyRow.rsa(Octets.owning(octets));
    }

    private static String label(TxtAttribute attribute) {
        Matcher first = FIELD.matcher(attribute.value());
        return "TXT " + Printable.of(attribute.name() + "=" + (first.find() ? first.group() : ""));
    }
}
