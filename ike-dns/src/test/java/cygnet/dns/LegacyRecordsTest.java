package cygnet.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cygnet.crypto.CryptoException;
import cygnet.crypto.signature.VerificationKey;
import cygnet.dns.ServerRow.Gateway;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.KEYRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;

/** The records of RFC 4322 section 5, one at a time. */
class LegacyRecordsTest {
    private static ServerRow row(String text) throws CryptoException {
        return ServerRow.parse(TxtAttribute.parse(text).orElseThrow());
    }

    private static KEYRecord key(int flags, int protocol, int algorithm, String key) {
        return new KEYRecord(
                Records.name("bob.test."),
                DClass.IN,
                600,
                flags,
                protocol,
                algorithm,
                Base64.getDecoder().decode(key));
    }

    private static Found<Record> found(List<Record> records) {
        return new Found<>(records, Validation.SECURE, Duration.ofHours(1), List.of());
    }

    @Test
    void aRowSaysWhoAndHowEagerlyAndWhichKey() throws CryptoException {
        ServerRow full = row("X-IPsec-Server(10)=192.0.2.2 AQ Nx");
        assertThat(full.priority()).isEqualTo(10);
        assertThat(full.gateway()).isEqualTo(new Gateway.ByAddress(IpAddress.parse("192.0.2.2")));
        assertThat(full.keyName()).isEmpty();
        assertThat(full.key()).isEqualTo("AQNx");
        assertThat(row("X-IPsec-Server=2001:db8::2").keyName().orElseThrow().text())
                .isEqualTo("2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
        ServerRow named = row("X-IPsec-Server=@Gw.Example.Test.");
        assertThat(named.priority()).isEqualTo(ServerRow.NO_PRIORITY);
        assertThat(named.gateway()).isEqualTo(new Gateway.ByName(new DomainName("gw.example.test")));
        assertThat(named.keyName()).isEqualTo(Optional.of(new DomainName("gw.example.test")));
        assertThat(row("X-IPsec-Server=192.0.2.2 @k.example.test").keyName())
                .contains(new DomainName("k.example.test"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    X-IPsec-Server=                               | says nothing about who does IPsec
                    X-IPsec-Server()=192.0.2.2                    | the priority is not a number
                    X-IPsec-Server(-1)=192.0.2.2                  | the priority is not a number
                    X-IPsec-Server(65536)=192.0.2.2               | the priority is not a number
                    X-IPsec-Server(4294967306)=192.0.2.2          | the priority is not a number
                    X-IPsec-Server(10)x=192.0.2.2                 | the priority is not a number
                    X-IPsec-Server=192.0.2                        | the gateway is neither an address nor a name
                    X-IPsec-Server=192.0.2.02                     | the gateway is neither an address nor a name
                    X-IPsec-Server=bob.example.test AQ            | the gateway is neither an address nor a name
                    X-IPsec-Server=@ AQ                           | @ is not the name of a host
                    X-IPsec-Server=@a@b.test AQ                   | @a@b.test is not the name of a host
                    X-IPsec-Server=192.0.2.2 @bob                 | @bob is not the name of a host
                    X-IPsec-Server=192.0.2.2 @bob.test AQ         | has more than the name of a key
                    """)
    void aRowOfAnotherFormIsRefusedWithAReason(String text, String reason) {
        assertThatExceptionOfType(CryptoException.class)
                .isThrownBy(() -> row(text))
                .withMessageStartingWith(reason);
    }

    @ParameterizedTest
    @CsvSource({"X-IPsec-Server, true", "x-ipsec-server(5), true", "X-IPsec-Server-2, false", "X-IPsec-Serve, false"})
    void otherAttributesAreNoRows(String name, boolean isOne) {
        assertThat(ServerRow.isOne(new TxtAttribute(name, ""))).isEqualTo(isOne);
    }

    /** The limits are those of every key. */
    @Test
    void anRsaKeyOfLessThan2048BitsIsRefusedInBothRecords() {
        assertThatExceptionOfType(CryptoException.class)
                .isThrownBy(() ->
                        row("X-IPsec-Server=192.0.2.2 " + Records.RSA_1024).inlineKey())
                .withMessageContaining("1024");
        assertThatExceptionOfType(CryptoException.class)
                .isThrownBy(() -> KeyRow.key(key(0x4200, 4, 1, Records.RSA_1024)))
                .withMessageContaining("1024");
    }

    @ParameterizedTest
    @CsvSource({"0x4200, 4, 1", "0x4200, 4, 5", "0x0200, 255, 5", "0x420F, 4, 1"})
    void anRsaKeyOfAHostForIpsecIsTaken(String flags, int protocol, int algorithm) throws CryptoException {
        VerificationKey taken = KeyRow.key(key(Integer.decode(flags), protocol, algorithm, Records.RSA));
        assertThat(taken.bits()).isEqualTo(2048);
    }

    /** RFC 2535 sections 3.1.2 and 3.2. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0xC200 | 1 | carries no key
                    0x8200 | 1 | its key must not be used for authentication
                    0x4000 | 1 | its key is not that of a host
                    0x0100 | 1 | its key is not that of a host
                    0x0300 | 1 | its key is not that of a host
                    0x5200 | 1 | has flags that mean nothing
                    0x4280 | 1 | has flags that mean nothing
                    0x4200 | 3 | algorithm 3 is not RSA (1 or 5)
                    0x4200 | 8 | algorithm 8 is not RSA (1 or 5)
                    """)
    void anyOtherKeyForIpsecIsRefusedWithAReason(String flags, int algorithm, String reason) {
        assertThatExceptionOfType(CryptoException.class)
                .isThrownBy(() -> KeyRow.key(key(Integer.decode(flags), 4, algorithm, Records.RSA)))
                .withMessage(reason);
    }

    /** Such as the keys that sign dynamic updates. */
    @Test
    void aKeyForAnotherProtocolIsNoFlaw() {
        DnsOutcome<KEYRecord> outcome =
                KeyRow.read(found(List.of(key(0x0200, 3, 13, Records.P256))), DnsLimits.DEFAULT);
        assertThat(outcome).isInstanceOf(Absent.class);
    }

    @Test
    void noMoreRecordsThanTheLimitAreRead() {
        Record text = Records.parse("bob.test. 600 IN TXT \"X-IPsec-Server=192.0.2.2 AQ\"");
        Found<?> rows = (Found<?>) ServerRow.read(found(Collections.nCopies(40, text)), DnsLimits.DEFAULT);
        assertThat(rows.records()).hasSize(16);
        assertThat(rows.flaws()).containsExactly("24 more TXT records were not read: at most 16 are");
        Found<?> keys = (Found<?>) KeyRow.read(
                found(Collections.nCopies(20, key(0x4200, 4, 1, Records.RSA))), DnsLimits.DEFAULT);
        assertThat(keys.records()).hasSize(16);
        assertThat(keys.flaws()).containsExactly("4 more KEY records were not read: at most 16 are");
    }

    @Test
    void whatIsToldAboutARowIsPrintableAndShort() {
        String name = "\u0007" + "x".repeat(240);
        TXTRecord text = (TXTRecord) Records.parse(
                "bob.test. 600 IN TXT " + Records.strings("X-IPsec-Server=\\007" + name.substring(1) + name + " AQ"));
        Found<?> rows = (Found<?>) ServerRow.read(found(List.of(text)), DnsLimits.DEFAULT);
        assertThat(rows.records()).isEmpty();
        assertThat(rows.flaws()).singleElement().asString().isPrintable().hasSizeLessThan(700);
    }
}
