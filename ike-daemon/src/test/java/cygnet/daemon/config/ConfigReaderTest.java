package cygnet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.RandomSource;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.daemon.config.DaemonSettings.KernelInterface;
import cygnet.daemon.config.DaemonSettings.LogLevel;
import cygnet.daemon.config.DaemonSettings.Retransmission;
import cygnet.daemon.config.DaemonSettings.TriggerSocket;
import cygnet.daemon.config.DnsSettings.Dnssec;
import cygnet.daemon.config.DnsSettings.FirstSeen;
import cygnet.daemon.config.DnsSettings.Legacy;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.engine.Limits;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.AddressSet;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Idleness;
import cygnet.ike.policy.Lifetime;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.policy.SharedSecret;
import cygnet.ike.policy.StartAction;
import cygnet.ike.policy.Unique;
import cygnet.ike.policy.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a configuration file means. */
class ConfigReaderTest {
    private static final SigningKey ALICE = SigningKey.generate(KeyType.ED25519, 0, RandomSource.system());
    private static final SigningKey BOB = SigningKey.generate(KeyType.ECDSA, 256, RandomSource.system());

    private static final String HOST = "host { id = alice.example.test\n key = host.pem }\n";
    private static final String DNS = "dns { upstream = 192.0.2.53\n dnssec = off }\n";
    private static final String ASSURED_BY_DNS = "remote { id = bob.example.test\n assurance = dns }\n";

    @TempDir
    Path temporary;

    private ConfigDirectory directory;

    @BeforeEach
    void makeKeys() throws IOException {
        directory = new ConfigDirectory(temporary);
        directory.writeKey("private/host.pem", ALICE.toPem());
        directory.write("pubkey/bob.pem", BOB.verificationKey().toPem());
        directory.writeRootKey();
    }

    @Test
    void theFileOfTheDesignIsRead() throws Exception {
        LoadedConfig loaded = directory.load("""
                host  { id = alice.example.test
                        key = host.pem }                  # private/host.pem
                dns   { upstream = 192.0.2.53
                        dnssec = validate                 # validate | trust-ad | off
                        trust_anchor = root.key }
                connections { bob { remote_addrs = 192.0.2.2
                                    local { id = alice.example.test }
                                    remote { id = bob.example.test }
                                    children { host { mode = transport
                                                      start_action = trap } } } }
                """);

        DaemonConfig config = loaded.config();
        assertThat(loaded.warnings()).isEmpty();
        assertThat(config.host().id()).contains(Identification.fqdn("alice.example.test"));
        assertThat(config.host().key())
                .get()
                .extracting(SigningKey::verificationKey)
                .isEqualTo(ALICE.verificationKey());
        DnsSettings dns = config.dns().orElseThrow();
        assertThat(dns.upstreams())
                .containsExactly(new DnsUpstream.Plain(new Endpoint(IpAddress.parse("192.0.2.53"), 53)));
        assertThat(dns.dnssec()).isEqualTo(Dnssec.VALIDATE);
        assertThat(dns.trustAnchors()).startsWith(". IN DS 20326");
        assertThat(config.daemon()).isEqualTo(DaemonSettings.DEFAULT);
        Connection bob = config.peers().connections().get(0);
        assertThat(bob.name()).isEqualTo("bob");
        assertThat(bob.localAddresses()).isEqualTo(AddressSet.ANY);
        assertThat(bob.remoteAddresses().hosts()).containsExactly(IpAddress.parse("192.0.2.2"));
        assertThat(bob.local().id()).isEqualTo(Identification.fqdn("alice.example.test"));
        assertThat(bob.remote())
                .isEqualTo(
                        new RemoteAuth.DnsKeys(Optional.of(Identification.fqdn("bob.example.test")), Assurance.DNSSEC));
        ChildConfig child = bob.children().get(0);
        assertThat(child.name()).isEqualTo("host");
        assertThat(child.mode()).isEqualTo(Mode.TRANSPORT);
        assertThat(child.startAction()).isEqualTo(StartAction.TRAP);
        assertThat(child.localSelectors()).isEmpty();
        assertThat(child.remoteSelectors()).isEmpty();
    }

    @Test
    void whatIsNotSaidIsAsInStrongSwan() throws Exception {
        Connection bob = connection("children { host { mode = transport }\n }\n");
        assertThat(bob.localPort()).isEqualTo(500);
        assertThat(bob.remotePort()).isEqualTo(500);
        assertThat(bob.remoteAddresses()).isEqualTo(AddressSet.ANY);
        assertThat(bob.proposals()).isEqualTo(DefaultProposals.IKE);
        assertThat(bob.lifetime()).isEqualTo(Lifetime.IKE_DEFAULT);
        assertThat(bob.livenessDelay()).isZero();
        assertThat(bob.forceEncapsulation()).isFalse();
        assertThat(bob.fragmentation()).isTrue();
        assertThat(bob.mobike()).isTrue();
        assertThat(bob.attempts()).isEqualTo(1);
        assertThat(bob.local()).isInstanceOf(LocalAuth.Signature.class);
        ChildConfig child = bob.children().get(0);
        assertThat(child.proposals()).isEqualTo(DefaultProposals.ESP);
        assertThat(child.lifetime()).isEqualTo(Lifetime.CHILD_DEFAULT);
        assertThat(child.startAction()).isEqualTo(StartAction.NONE);
        assertThat(child.replayWindow()).isEqualTo(32);
        assertThat(child.policies().priority()).isEmpty();
        assertThat(child.policies().reqid()).isEmpty();
    }

    @Test
    void everyKeyOfAConnectionCounts() throws Exception {
        Connection bob = connection("""
                version = 2
                local_addrs = 192.0.2.1, 2001:db8::/64
                remote_addrs = 192.0.2.4-192.0.2.6
                local_port = 4500
                remote_port = 0x1194
                proposals = aes128-sha256-x25519, aes256gcm16-prfsha384-ecp384
                encap = yes
                mobike = no
                dpd_delay = 1m
                fragmentation = no
                keyingtries = 0
                unique = replace
                reauth_time = 12h
                rekey_time = 2h
                over_time = 10m
                rand_time = 5m
                children { web { mode = transport
                    esp_proposals = aes128gcm16-x25519
                    local_ts = 192.0.2.1/32[tcp/80], 192.0.2.1[udp]
                    remote_ts = 192.0.2.0/24
                    start_action = trap|start
                    life_time = 110m
                    replay_window = 128
                    priority = 7
                    reqid = 9
                    rekey_bytes = 500m
                    life_packets = 1100
                    inactivity = 5m } }
                """);
        assertThat(bob.localAddresses()).hasToString("192.0.2.1/32,2001:db8::/64");
        assertThat(bob.remoteAddresses()).hasToString("192.0.2.4/31,192.0.2.6/32");
        assertThat(bob.localPort()).isEqualTo(4500);
        assertThat(bob.remotePort()).isEqualTo(4500);
        assertThat(bob.proposals())
                .hasToString("[IKE:AES_CBC_128/PRF_HMAC_SHA2_256/HMAC_SHA2_256_128/CURVE_25519,"
                        + " IKE:AES_GCM_16_256/PRF_HMAC_SHA2_384/ECP_384]");
        assertThat(bob.proposals()).extracting(p -> p.number()).containsExactly(1, 2);
        assertThat(bob.forceEncapsulation()).isTrue();
        assertThat(bob.fragmentation()).isFalse();
        assertThat(bob.mobike()).isFalse();
        assertThat(bob.livenessDelay()).isEqualTo(Duration.ofMinutes(1));
        assertThat(bob.attempts()).isZero();
        assertThat(bob.reauthentication()).isEqualTo(Duration.ofHours(12));
        assertThat(bob.unique()).isEqualTo(Unique.REPLACE);
        assertThat(bob.lifetime())
                .isEqualTo(new Lifetime(Duration.ofHours(2), Duration.ofMinutes(130), Duration.ofMinutes(5)));
        ChildConfig web = bob.children().get(0);
        assertThat(web.proposals()).hasToString("[ESP:AES_GCM_16_128/CURVE_25519/NO_EXT_SEQ]");
        assertThat(web.localSelectors()).hasToString("[192.0.2.1[6/80-80], 192.0.2.1[17]]");
        assertThat(web.remoteSelectors()).hasToString("[192.0.2.0-192.0.2.255]");
        assertThat(web.startAction()).isEqualTo(StartAction.TRAP_AND_START);
        assertThat(web.lifetime())
                .isEqualTo(new Lifetime(Duration.ofMinutes(100), Duration.ofMinutes(110), Duration.ofMinutes(10)));
        assertThat(web.octets()).isEqualTo(new Volume(500 << 20, 550 << 20, 50 << 20));
        assertThat(web.packets()).isEqualTo(new Volume(1000, 1100, 100));
        assertThat(web.idleness()).isEqualTo(Idleness.after(Duration.ofMinutes(5)));
        assertThat(web.replayWindow()).isEqualTo(128);
        assertThat(web.policies().priority()).contains(7);
        assertThat(web.policies().reqid()).contains(9);
    }

    @Test
    void pinnedKeysComeFromFilesOrFromTheValueItself() throws Exception {
        String der = Base64.getEncoder()
                .encodeToString(ALICE.verificationKey().subjectPublicKeyInfo().toByteArray());
        Connection bob = load(HOST + "connections { bob { remote { id = bob.example.test\n pubkeys = bob.pem, 0s" + der
                + "\n }\n }\n }\n");
        assertThat(bob.remote())
                .isEqualTo(new RemoteAuth.PinnedKeys(
                        Optional.of(Identification.fqdn("bob.example.test")),
                        List.of(BOB.verificationKey(), ALICE.verificationKey()),
                        false));
    }

    @Test
    void ourKeyIsFoundByItsPublicPart() throws Exception {
        directory.writeKey("ecdsa/other.pem", BOB.toPem());
        Connection bob =
                load(HOST + DNS + "connections { bob { local { pubkeys = bob.pem }\n" + ASSURED_BY_DNS + "}\n}\n");
        assertThat(((LocalAuth.Signature) bob.local()).key().verificationKey()).isEqualTo(BOB.verificationKey());
    }

    @Test
    void theOnlyPrivateKeyIsOurs() throws Exception {
        Connection bob =
                load("connections { bob { local { id = alice.example.test }\n remote { pubkeys = bob.pem }\n}\n}\n");
        assertThat(((LocalAuth.Signature) bob.local()).key().verificationKey()).isEqualTo(ALICE.verificationKey());
    }

    @Test
    void methodOneIsPermittedByNameOnly() throws Exception {
        SigningKey rsa = SigningKey.generate(KeyType.RSA, 2048, RandomSource.system());
        directory.writeKey("private/host.pem", rsa.toPem());
        directory.write("pubkey/rsa.pem", rsa.verificationKey().toPem());
        String text =
                HOST + "connections { bob { local { auth = %s }\n remote { auth = %s\n pubkeys = rsa.pem }\n}\n}\n";
        Connection legacy = load(String.format(text, "rsa-sha1", "pubkey-sha1"));
        assertThat(((LocalAuth.Signature) legacy.local()).legacyRsaSha1()).isTrue();
        assertThat(((RemoteAuth.PinnedKeys) legacy.remote()).legacyRsaSha1()).isTrue();
        Connection modern = load(String.format(text, "rsa", "pubkey"));
        assertThat(((LocalAuth.Signature) modern.local()).legacyRsaSha1()).isFalse();
        assertThat(((RemoteAuth.PinnedKeys) modern.remote()).legacyRsaSha1()).isFalse();
    }

    @Test
    void sharedSecretsAreReadInAllTheirForms() throws Exception {
        DaemonConfig config = directory.load("""
                        secrets {
                            ike-bob { id-1 = bob.example.test
                                      id-2 = 192.0.2.2
                                      secret = "correct horse" }
                            ike-hex { id = %any
                                      secret = 0x636f7272656374 }
                            ike { secret = 0sY29ycmVjdA== }
                        }
                        connections { bob {
                            local { auth = psk
                                    id = 192.0.2.1 }
                            remote { auth = psk
                                     id = 192.0.2.2 }
                        } }
                        """).config();
        Identification bob = Identification.address(IpAddress.parse("192.0.2.2"));
        List<SharedSecret> secrets = config.peers().secrets();
        assertThat(secrets).extracting(SharedSecret::name).containsExactly("ike-bob", "ike-hex", "ike");
        assertThat(secrets.get(0).owners()).containsExactly(Identification.fqdn("bob.example.test"), bob);
        assertThat(secrets.get(1).owners()).isEmpty();
        assertThat(secrets)
                .extracting(s -> new String(s.secret().copy(), StandardCharsets.UTF_8))
                .containsExactly("correct horse", "correct", "correct");
        Connection connection = config.peers().connections().get(0);
        assertThat(connection.remote()).isEqualTo(new RemoteAuth.SharedKey(Optional.of(bob)));
        assertThat(connection.local())
                .isEqualTo(new LocalAuth.SharedKey(Identification.address(IpAddress.parse("192.0.2.1"))));
    }

    @Test
    void theForwardingResolverIsThereIfItIsToldWhereToListen() throws Exception {
        DnsSettings.Forwarding usual = forwarding("listen = 127.0.0.1, [::1]:5353");
        assertThat(usual)
                .isEqualTo(new DnsSettings.Forwarding(
                        List.of(
                                new Endpoint(IpAddress.parse("127.0.0.1"), 53),
                                new Endpoint(IpAddress.parse("::1"), 5353)),
                        List.of(IpNetwork.parse("127.0.0.0/8"), IpNetwork.parse("::1/128")),
                        Duration.ofMillis(500),
                        5000));
        DnsSettings.Forwarding chosen =
                forwarding("listen = 192.0.2.1\n allow = 192.0.2.0/24, 2001:db8::1\n patience = 1500ms");
        assertThat(chosen.allow()).containsExactly(IpNetwork.parse("192.0.2.0/24"), IpNetwork.parse("2001:db8::1/128"));
        assertThat(chosen.patience()).isEqualTo(Duration.ofMillis(1500));
        assertThat(forwarding("listen = 127.0.0.1\n patience = 0").patience()).isEqualTo(Duration.ZERO);
        assertThat(forwarding("listen = 127.0.0.1\n cache = 0").cache()).isZero();
    }

    @Test
    void upstreamsAreAddressesServersWithTlsAndFiles() throws Exception {
        DnsSettings dns = directory
                .load("dns { upstream = tls://192.0.2.53/dns.example.test, tls://[2001:db8::53]:8853/dns.example.test,"
                        + " /etc/resolv.conf, systemd-resolved\n dnssec = off\n}\n")
                .config()
                .dns()
                .orElseThrow();
        assertThat(dns.upstreams())
                .containsExactly(
                        new DnsUpstream.Tls(new Endpoint(IpAddress.parse("192.0.2.53"), 853), "dns.example.test"),
                        new DnsUpstream.Tls(new Endpoint(IpAddress.parse("2001:db8::53"), 8853), "dns.example.test"),
                        new DnsUpstream.Listed(Path.of("/etc/resolv.conf")),
                        new DnsUpstream.Listed(Path.of("/run/systemd/resolve/resolv.conf")));
    }

    private DnsSettings.Forwarding forwarding(String settings) throws Exception {
        return directory
                .load("dns { upstream = 192.0.2.53\n dnssec = off\n " + settings + "\n}\n")
                .config()
                .dns()
                .flatMap(DnsSettings::forwarding)
                .orElseThrow();
    }

    @Test
    void theDaemonsOwnSettingsAreRead() throws Exception {
        DaemonConfig config = directory.load("""
                        dns { upstream = 127.0.0.1, ::1@5353, [::1]:5354, 127.0.0.2:54
                              dnssec = trust-ad
                              timeout = 2s
                              first_seen = refuse
                              legacy = read }
                        daemon { log = debug
                                 port = 1500
                                 port_nat_t = 14500
                                 listen = 192.0.2.1, 2001:db8::1
                                 cookie_threshold = 0
                                 init_limit_half_open = 100
                                 half_open_timeout = 10s
                                 auth_rate_site = 0.5/20
                                 lookup_rate = 80
                                 request_rate = 7/70
                                 child_limit = 3
                                 retransmit_timeout = 0.5
                                 retransmit_tries = 7
                                 retransmit_base = 2
                                 trigger_socket = /run/cygnet/trigger.vici
                                 trigger_group = unbound
                                 query_socket = /run/cygnet/query.vici
                                 kernel = pfkey }
                        """).config();
        assertThat(config.dns())
                .contains(new DnsSettings(
                        List.of(
                                new DnsUpstream.Plain(new Endpoint(IpAddress.parse("127.0.0.1"), 53)),
                                new DnsUpstream.Plain(new Endpoint(IpAddress.parse("::1"), 5353)),
                                new DnsUpstream.Plain(new Endpoint(IpAddress.parse("::1"), 5354)),
                                new DnsUpstream.Plain(new Endpoint(IpAddress.parse("127.0.0.2"), 54))),
                        Dnssec.TRUST_AD,
                        "",
                        Optional.empty(),
                        Duration.ofSeconds(2),
                        FirstSeen.REFUSE,
                        Legacy.READ,
                        Optional.empty()));
        assertThat(config.daemon())
                .isEqualTo(new DaemonSettings(
                        LogLevel.DEBUG,
                        1500,
                        14500,
                        List.of(IpAddress.parse("192.0.2.1"), IpAddress.parse("2001:db8::1")),
                        new Limits(
                                new Limits.HalfOpen(0, 5, 100, Duration.ofSeconds(10)),
                                new Limits.Shared(new Limits.Rate(200, 200), new Limits.Rate(0.5, 20)),
                                new Limits.Shared(new Limits.Rate(80, 80), new Limits.Rate(25, 50)),
                                Limits.DEFAULT.errors(),
                                new Limits.Rate(7, 70),
                                3,
                                Limits.DEFAULT.messageIds()),
                        new Retransmission(Duration.ofMillis(500), 7, 2),
                        Optional.of(new TriggerSocket(Path.of("/run/cygnet/trigger.vici"), Optional.of("unbound"))),
                        Optional.of(Path.of("/run/cygnet/query.vici")),
                        KernelInterface.PFKEY));
    }

    @Test
    void templatesOutsideTheKnownSectionsArePermittedIfTheyAreUsed() throws Exception {
        Connection bob = load(HOST + DNS + "connections { bob : defaults { " + ASSURED_BY_DNS
                + "}\n}\ndefaults { remote_addrs = 192.0.2.2\n}\n");
        assertThat(bob.remoteAddresses().hosts()).containsExactly(IpAddress.parse("192.0.2.2"));
        assertThat(directory.errors("defaults { remote_addrs = 192.0.2.2\n}\n"))
                .containsExactly("cygnet.conf:1:1: unknown section 'defaults'");
    }

    @Test
    void theEmptyFileAndTheShippedOneAreFine() throws Exception {
        assertThat(directory.load("").config().peers().connections()).isEmpty();
        Path shipped = Path.of("src/main/dist/etc/cygnet/cygnet.conf");
        assertThat(shipped).exists();
        DaemonConfig config = directory.load(Files.readString(shipped)).config();
        assertThat(config.dns()).isEmpty();
    }

    @Test
    void privateKeysThatOthersCanReadAreRefused() throws Exception {
        Path key = temporary.resolve("private/host.pem");
        for (String permissions : List.of("rw-r-----", "rw----r--", "rw-rw----")) {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(permissions));
            assertThat(directory.errors(HOST))
                    .containsExactly("cygnet.conf:2:8: key: the private key private/host.pem"
                            + " is open to group or others; run: chmod 600 private/host.pem");
        }
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));
        assertThat(directory.load(HOST).config().host().key()).isPresent();
    }

    @Test
    void keysThatAreNoneAreNamed() throws Exception {
        directory.writeKey("private/empty.pem", "");
        assertThat(directory.errors("host { key = none.pem\n}\n"))
                .containsExactly("cygnet.conf:1:14: key: can't read private/none.pem: there is no such file");
        assertThat(directory.errors("host { key = empty.pem\n}\n"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("cygnet.conf:1:14: key: private/empty.pem: ");
    }

    @Test
    void noMessageQuotesASecret() throws Exception {
        assertThat(directory.errors("secrets { ike { secret = 0sTopSecret!\n }\n ike2 { secret = 0xTopSecret\n }\n}\n"))
                .hasSize(2)
                .noneMatch(error -> error.contains("TopSecret"));
    }

    private Connection connection(String keys) throws Exception {
        return load(HOST + DNS + "connections { bob {\n" + keys + ASSURED_BY_DNS + "}\n}\n");
    }

    private Connection load(String text) throws Exception {
        return directory.load(text).config().peers().connections().get(0);
    }
}
