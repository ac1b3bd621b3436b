package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.certificate.Certificate;
import cygnet.crypto.certificate.CertificateAuthorities;
import cygnet.crypto.certificate.Revocation;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.ike.auth.Certificates;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.registry.IdType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Certificates and names as nobody should send them. */
class MalformedCertificatesTest {
    private static final Identification BOB = Identification.fqdn("bob.example.test");

    private final SeededRandom random = new SeededRandom(3);
    private final TestAuthority authority = new TestAuthority("Test CA", random);
    private final Certificate certificate = authority.issue(
            "bob", SigningKey.generate(KeyType.ED25519, 0, random).verificationKey(), "bob.example.test");
    private final CertificateAuthorities trusted = new CertificateAuthorities(
            List.of(authority.certificate()), List.of(authority.revokeNothing()), Revocation.STRICT);

    @Test
    void theCertificateAsItWasIssuedIsGood() throws Exception {
        assertThat(trusted.verify(certificate, List.of(), Simulation.START)).hasToString("CN=Test CA");
        assertThat(Certificates.names(certificate, BOB)).isTrue();
    }

    @Test
    void noCertificateWithOneChangedOctetIsBelieved() {
        for (int at = 0; at < certificate.der().length(); at++) {
            for (int change : new int[] {0x01, 0x20, 0x80, 0xff}) {
                byte[] bytes = certificate.der().toByteArray();
                bytes[at] ^= (byte) change;
                assertThat(isBelieved(Octets.owning(bytes)))
                        .as("octet %d ^ %x", at, change)
                        .isFalse();
            }
        }
    }

    @Test
    void noPartOfACertificateIsOne() {
        for (int length = 0; length < certificate.der().length(); length++) {
            assertThat(isBelieved(certificate.der().first(length)))
                    .as("%d octets", length)
                    .isFalse();
        }
        assertThat(isBelieved(Octets.concat(certificate.der(), Octets.of((byte) 0))))
                .isFalse();
    }

    @Test
    void aNameThatIsNoNameIsShownAsItCame() {
        for (String der : List.of("", "30", "3000", "0500", "300131", "30023100", "3004310230ff", "ff".repeat(300))) {
            Identification id = new Identification(IdType.DER_ASN1_DN, Octets.ofHex(der));
            assertThat(id.toString()).isNotNull();
            assertThat(id.sameAs(Identification.NULL)).isFalse();
            assertThat(id.sameAs(new Identification(
                            IdType.DER_ASN1_DN, certificate.subject().der())))
                    .isFalse();
        }
    }

    private boolean isBelieved(Octets der) {
        try {
            Certificate read = Certificate.ofDer(der);
            assertThat(read.toString()).isNotNull();
            trusted.verify(read, List.of(read), Simulation.START);
            read.key();
            return Certificates.names(read, BOB);
        } catch (CryptoException e) {
            return false;
        }
    }
}
