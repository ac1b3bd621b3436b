package cygnet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.policy.Childless;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.RemoteAuth;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sections {@code local} and {@code remote}: who must say who it is, and how. */
class AuthenticationConfigTest {
    /** {@code O=Example, CN=Test CA}, valid for a hundred years, and what it has signed. */
    private static final String CA = """
            -----BEGIN CERTIFICATE-----
            MIIBbzCCASGgAwIBAgIUPbnEWUtUyqUIdsz5AC8YnzwCN3YwBQYDK2VwMCQxEDAO
            BgNVBAoMB0V4YW1wbGUxEDAOBgNVBAMMB1Rlc3QgQ0EwIBcNMjYxMTIxMTUzNDIw
            WhgPMjEyNjEwMjgxNTM0MjBaMCQxEDAOBgNVBAoMB0V4YW1wbGUxEDAOBgNVBAMM
            B1Rlc3QgQ0EwKjAFBgMrZXADIQCk1ZOvOUyFzoEpmW1DtMtCYrGjsq4I/oWzy6ES
            495NMaNjMGEwHQYDVR0OBBYEFCHh2288Zn73zoywTgPz2s7xZnmwMB8GA1UdIwQY
            MBaAFCHh2288Zn73zoywTgPz2s7xZnmwMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0P
            AQH/BAQDAgEGMAUGAytlcANBANDa5W+F42jgrfwuFB7XqnZCBuXlj7CttULrnCKk
            INNCB02nWliW+8lRNbupRfgBmcPkErCQMzkfWh4l0+Mo0wk=
            -----END CERTIFICATE-----
            """;

    private static final String REVOCATION_LIST = """
            -----BEGIN X509 CRL-----
            MIGcMFACAQEwBQYDK2VwMCQxEDAOBgNVBAoMB0V4YW1wbGUxEDAOBgNVBAMMB1Rl
            c3QgQ0EXDTI2MTEyMTE1MzQyMFoYDzIxMjYxMDI4MTUzNDIwWjAFBgMrZXADQQBP
            8P4KR4nQDluawPbwksS4G1EDqXOJ3v2UOLKsLpeB+Nnw1n5HhpfA20iv5VPZt18n
            HLWeqBeyzI47+Qy/2FgL
            -----END X509 CRL-----
            """;

    /** {@code O=Example, CN=alice}, also named alice.example.test. */
    private static final String ALICE = """
            -----BEGIN CERTIFICATE-----
            MIIBWDCCAQqgAwIBAgIBBzAFBgMrZXAwJDEQMA4GA1UECgwHRXhhbXBsZTEQMA4G
            A1UEAwwHVGVzdCBDQTAgFw0yNjExMjExNTM0MjBaGA8yMTI2MTAyODE1MzQyMFow
            IjEQMA4GA1UECgwHRXhhbXBsZTEOMAwGA1UEAwwFYWxpY2UwKjAFBgMrZXADIQCd
            3n+PQbujYyqawU+oA0Pe/XV1obDoRDupvx9D58sAq6NhMF8wHQYDVR0RBBYwFIIS
            YWxpY2UuZXhhbXBsZS50ZXN0MB0GA1UdDgQWBBTgZovPiMe75L3OeHiXUFhECMyT
            WDAfBgNVHSMEGDAWgBQh4dtvPGZ+986MsE4D89rO8WZ5sDAFBgMrZXADQQAVxTTw
            scxe8Oh2Juv6XtyFAbywlV9OkHFZaXcuLkAMZbehHJizXUEZ2tG5kUYO/cWqt/8a
            a6WXt6OWoqgIDK4D
            -----END CERTIFICATE-----
            """;

    private static final String ALICES_KEY = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIIBhR8L9pVGBfQURppwkF02v1v5lZrU0PYuODTAnX1tJ
            -----END PRIVATE KEY-----
            """;

    @TempDir
    Path temporary;

    private ConfigDirectory directory;

    @BeforeEach
    void makeDirectory() {
        directory = new ConfigDirectory(temporary);
    }

    @Test
    void eitherSideMayStayAnonymous() throws Exception {
        Connection bob = connection("local { auth = null\n }\nremote { auth = null\n }\n");

        assertThat(bob.local()).isEqualTo(new LocalAuth.Null());
        assertThat(bob.remote()).isEqualTo(new RemoteAuth.Null());
    }

    @Test
    void whoeverStaysAnonymousHasNeitherNameNorKey() throws Exception {
        assertThat(directory.errors("""
                connections { bob {
                    local { auth = null
                            id = alice.example.test
                            pubkeys = alice.pem }
                    remote { auth = null
                             id = bob.example.test
                             assurance = dnssec }
                    children { host { mode = transport
                                      remote_ts = 192.0.2.0/24 } } } }
                """))
                .containsExactly(
                        "cygnet.conf:3:13: id: with auth = null nobody is told who we are",
                        "cygnet.conf:4:13: pubkeys: with auth = null nothing is signed",
                        "cygnet.conf:6:14: id: with auth = null the peer may be anybody",
                        "cygnet.conf:7:14: assurance: with auth = null the peer may be anybody",
                        "cygnet.conf:9:35: remote_ts: an anonymous peer may only have its own address: write dynamic");
    }

    @Test
    void anIkeSaMayComeWithoutAChildSa() throws Exception {
        String sections = "local { auth = null\n }\nremote { auth = null\n }\n";

        assertThat(connection(sections).childless()).isEqualTo(Childless.ALLOW);
        assertThat(connection("childless = force\n" + sections).childless()).isEqualTo(Childless.FORCE);
        assertThat(directory.errors("connections { bob {\nchildless = perhaps\n" + sections + "} }\n"))
                .containsExactly("cygnet.conf:2:13: childless: 'perhaps' is not one of allow, prefer, force, never");
    }

    @Test
    void aPeerMayBeKnownToACa() throws Exception {
        directory.write("x509ca/ca.pem", CA).write("x509crl/ca.pem", REVOCATION_LIST);

        RemoteAuth.Certificates remote =
                (RemoteAuth.Certificates) connection("""
                        local { auth = null }
                        remote { cacerts = ca.pem
                                 id = "O=Example, CN=bob"
                                 revocation = strict }
                        """).remote();

        assertThat(remote.authorities().authorities()).singleElement().hasToString("O=Example,CN=Test CA");
        assertThat(remote.id()).get().hasToString("O=Example,CN=bob");
        assertThat(remote.request()).isTrue();
    }

    @Test
    void withoutDnsEveryCaThatIsThereCounts() throws Exception {
        directory.write("x509ca/ca.pem", CA);

        Connection bob = connection("send_certreq = no\nlocal { auth = null\n }\nremote { id = bob.example.test\n }\n");

        assertThat(bob.remote()).isInstanceOf(RemoteAuth.Certificates.class);
        assertThat(((RemoteAuth.Certificates) bob.remote()).request()).isFalse();
    }

    @Test
    void aSectionOfAuthoritiesNamesACaToo() throws Exception {
        directory.write("x509ca/ca.pem", CA).write("list.pem", REVOCATION_LIST);
        String uri = directory.file().resolveSibling("list.pem").toUri().toString();

        Connection bob = directory
                .load("authorities { test { cacert = ca.pem\n crl_uris = "
                        + uri.replace("file:/", "file:///").replace("////", "///") + "\n }\n }\n"
                        + "connections { bob { local { auth = null\n }\nremote { id = bob.example.test\n }\n }\n }\n")
                .config()
                .peers()
                .connections()
                .get(0);

        assertThat(bob.remote()).isInstanceOf(RemoteAuth.Certificates.class);
        assertThat(directory.errors("authorities { test { cacert = ca.pem\n crl_uris = http://ca.test/list\n }\n }\n"))
                .containsExactly("cygnet.conf:2:13: crl_uris: revocation lists are not fetched:"
                        + " fetch it by other means, and write file:///...");
    }

    @Test
    void aConfiguredCertificateNeedsNoCa() throws Exception {
        directory.write("x509/bob.pem", ALICE);

        assertThat(connection("local { auth = null\n }\nremote { certs = bob.pem\n }\n")
                        .remote())
                .isInstanceOf(RemoteAuth.PinnedKeys.class);
    }

    @Test
    void ourCertificateSaysWhoWeAre() throws Exception {
        directory.write("x509/alice.pem", ALICE + CA).writeKey("private/alice.pem", ALICES_KEY);
        String anybody = "remote { auth = null\n }\n";

        LocalAuth.Signature named =
                (LocalAuth.Signature) connection("local { certs = alice.pem\n id = alice.example.test\n }\n" + anybody)
                        .local();
        assertThat(named.id()).hasToString("alice.example.test");
        assertThat(named.certificates().chain()).hasSize(2);
        assertThat(named.certificates().unasked()).isFalse();
        LocalAuth.Signature subject = (LocalAuth.Signature)
                connection("send_cert = always\nlocal { certs = alice.pem\n id = %fromcert\n }\n" + anybody)
                        .local();
        assertThat(subject.id()).hasToString("O=Example,CN=alice");
        assertThat(subject.certificates().unasked()).isTrue();
        LocalAuth.Signature silent =
                (LocalAuth.Signature) connection("send_cert = never\nlocal { certs = alice.pem\n }\n" + anybody)
                        .local();
        assertThat(silent.certificates().chain()).isEmpty();
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() throws Exception {
        directory.write("x509/alice.pem", ALICE).write("x509ca/alice.pem", ALICE);

        assertThat(directory.errors("""
                connections { bob {
                    local { certs = alice.pem
                            id = carol.example.test }
                    remote { cacerts = alice.pem } } }
                """))
                .containsExactly(
                        "cygnet.conf:2:21: certs: there is no private key that belongs to it",
                        "cygnet.conf:3:18: id: our certificate, of O=Example,CN=alice, does not name carol.example.test:"
                                + " write another id, or %fromcert",
                        "cygnet.conf:4:24: cacerts: x509ca/alice.pem: the certificate of O=Example,CN=alice"
                                + " is not one of a CA (basicConstraints)");
    }

    private Connection connection(String sections) throws IOException, ConfigException {
        return directory
                .load("connections { bob {\n" + sections + "} }\n")
                .config()
                .peers()
                .connections()
                .get(0);
    }
}
