package cygnet.ike.simulation;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.certificate.Certificate;
import cygnet.crypto.certificate.RevocationList;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SignatureScheme;
import cygnet.crypto.signature.SigningKey;
import cygnet.crypto.signature.VerificationKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A CA for tests, which signs with Ed25519 (RFC 5280, RFC 8410). */
final class TestAuthority {
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int DNS_NAME = 0x82;
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;
    private static final Octets TRUE = Octets.ofHex("0101ff");
    private static final Octets ED25519 = Octets.ofHex("300506032b6570");
    private static final Octets COMMON_NAME = Octets.ofHex("0603550403");
    private static final Octets SUBJECT_ALTERNATIVE_NAME = Octets.ofHex("0603551d11");
    private static final Octets BASIC_CONSTRAINTS = Octets.ofHex("0603551d13");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private final String name;
    private final SigningKey key;
    private final SeededRandom random;
    private final Map<Certificate, Integer> serials = new HashMap<>();
    private final Certificate certificate;
    private Instant begin = Simulation.START.minus(Duration.ofDays(1));
    private Instant end = Simulation.START.plus(Duration.ofDays(365));

    TestAuthority(String name, SeededRandom random) {
        this.name = name;
        this.random = random;
        this.key = SigningKey.generate(KeyType.ED25519, 0, random);
        this.certificate = issue(name, key.verificationKey(), true);
    }

    private TestAuthority(String name, TestAuthority superior) {
        this.name = name;
        this.random = superior.random;
        this.key = SigningKey.generate(KeyType.ED25519, 0, random);
        this.certificate = superior.issue(name, key.verificationKey(), true);
    }

    /** An intermediate CA. */
    TestAuthority subordinate(String subordinateName) {
        return new TestAuthority(subordinateName, this);
    }

    /** What is issued from now on is valid from {@code newBegin} to {@code newEnd}. */
    TestAuthority validity(Instant newBegin, Instant newEnd) {
        begin = newBegin;
        end = newEnd;
        return this;
    }

    Certificate certificate() {
        return certificate;
    }

    /** A host's certificate. */
    Certificate issue(String commonName, VerificationKey subject, String... dnsNames) {
        return issue(commonName, subject, false, dnsNames);
    }

    private Certificate issue(String commonName, VerificationKey subject, boolean authority, String... dnsNames) {
        List<Octets> extensions = new ArrayList<>();
        if (authority) {
            extensions.add(der(SEQUENCE, BASIC_CONSTRAINTS, TRUE, der(OCTET_STRING, der(SEQUENCE, TRUE))));
        }
        if (dnsNames.length > 0) {
            Octets[] names = List.of(dnsNames).stream()
                    .map(n -> der(DNS_NAME, Octets.ofAscii(n)))
                    .toArray(Octets[]::new);
            extensions.add(der(SEQUENCE, SUBJECT_ALTERNATIVE_NAME, der(OCTET_STRING, der(SEQUENCE, names))));
        }
        int serial = serials.size() + 1;
        Octets content = der(
                SEQUENCE,
                der(VERSION, Octets.ofHex("020102")),
                der(INTEGER, Octets.of((byte) serial)),
                ED25519,
                named(name),
                der(SEQUENCE, time(begin), time(end)),
                named(commonName),
                subject.subjectPublicKeyInfo(),
                extensions.isEmpty()
                        ? Octets.empty()
                        : der(EXTENSIONS, der(SEQUENCE, extensions.toArray(Octets[]::new))));
        try {
            Certificate issued = Certificate.ofDer(signed(content));
            serials.put(issued, serial);
            return issued;
        } catch (CryptoException e) {
            throw new AssertionError(e);
        }
    }

    RevocationList revoke(Certificate revoked) {
        Octets entry = der(SEQUENCE, der(INTEGER, Octets.of((byte) (int) serials.get(revoked))), time(begin));
        return list(der(SEQUENCE, entry));
    }

    RevocationList revokeNothing() {
        return list(Octets.empty());
    }

    private RevocationList list(Octets entries) {
        Octets content = der(SEQUENCE, Octets.ofHex("020101"), ED25519, named(name), time(begin), time(end), entries);
        try {
            return RevocationList.ofFile(signed(content));
        } catch (CryptoException e) {
            throw new AssertionError(e);
        }
    }

    private Octets signed(Octets content) throws CryptoException {
        Octets signature = key.sign(SignatureScheme.ED25519, content, random);
        return der(SEQUENCE, content, ED25519, der(BIT_STRING, Octets.of((byte) 0), signature));
    }

    private static Octets named(String commonName) {
        return der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Octets.ofUtf8(commonName)))));
    }

    private static Octets time(Instant time) {
        return der(UTC_TIME, Octets.ofAscii(TIME.format(time)));
    }

    private static Octets der(int tag, Octets... parts) {
        Octets content = Octets.concat(parts);
        int length = content.length();
        Octets header = length < 0x80
                ? Octets.of((byte) tag, (byte) length)
                : Octets.of((byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length);
        // DER wants the shortest form of the length.
        Octets shortest = length >= 0x80 && length <= 0xff ? Octets.of((byte) tag, (byte) 0x81, (byte) length) : header;
        return Octets.concat(shortest, content);
    }
}
