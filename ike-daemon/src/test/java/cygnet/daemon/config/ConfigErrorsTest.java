package cygnet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.RandomSource;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mistake has its place and says what to do. */
class ConfigErrorsTest {
    private static final SigningKey KEY = SigningKey.generate(KeyType.ED25519, 0, RandomSource.system());

    @TempDir
    Path temporary;

    private ConfigDirectory directory;

    @BeforeEach
    void makeKeys() throws IOException {
        directory = new ConfigDirectory(temporary);
        directory.writeKey("private/host.pem", KEY.toPem());
        directory.write("pubkey/bob.pem", KEY.verificationKey().toPem());
        directory.writeRootKey();
    }

    @Test
    void anUnknownKeyIsToldWithTheNearestKnownOne() throws Exception {
        assertThat(errorOfConnection("remote_adrs = 192.0.2.2"))
                .isEqualTo("4:1: unknown key 'remote_adrs' in connections.bob; did you mean 'remote_addrs'?");
        assertThat(errorOfConnection("quite_different = 1"))
                .isEqualTo("4:1: unknown key 'quite_different' in connections.bob");
        assertThat(errorOfConnection("chidlren { }"))
                .isEqualTo("4:1: unknown section 'chidlren' in connections.bob; did you mean 'children'?");
        assertThat(directory.errors("conections { }\n"))
                .containsExactly("cygnet.conf:1:1: unknown section 'conections'; did you mean 'connections'?");
        assertThat(directory.errors("host = alice\n"))
                .containsExactly("cygnet.conf:1:1: 'host' is a section: write host { ... }");
    }

    @Test
    void aTemplatesMistakeIsToldOnceAndWhereItStands() throws Exception {
        String text = """
                connections {
                 bob : base { }
                 carol : base { }
                }
                base {
                 remotee = 1
                 local { id = a.test
                 auth = psk }
                 remote { auth = psk }
                }
                secrets { ike { secret = x
                } }
                """;
        assertThat(directory.errors(text))
                .containsExactly("cygnet.conf:6:2: unknown key 'remotee' in base; did you mean 'remote'?");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            version = 1                        | 4:11: version: IKEv1 is not available: write 2
            version = two                      | 4:11: version: 'two' is not a number
            local_port = 65536                 | 4:14: local_port: 65536 is not between 1 and 65535
            local_port = 08                    | 4:14: local_port: '08' is not a number
            encap = maybe                      | 4:9: encap: 'maybe' is neither yes nor no
            dpd_delay = 5 minutes              | 4:13: dpd_delay: '5 minutes' is not a time such as 90s, 5m, 4h or 1d
            unique = yes                       | 4:10: unique: 'yes' is not one of never, no, replace, keep
            mobike = perhaps                   | 4:10: mobike: 'perhaps' is neither yes nor no
            fragmentation = force              | 4:17: fragmentation: 'force' is not available yet: write yes or no
            vips = 0.0.0.0                     | 4:1: vips: virtual addresses are not available
            mediation = yes                    | 4:13: mediation: mediation is not available
            reauth_time = often                | 4:15: reauth_time: 'often' is not a time such as 90s, 5m, 4h or 1d
            rand_time = 4h                     | 4:13: rand_time: it must be less than rekey_time
            local_addrs = 192.0.2.1, 192.0.2   | 4:26: local_addrs: '192.0.2' is not an IP address
            remote_addrs = bob.example.test    | 4:16: remote_addrs: the name 'bob.example.test' can't stand for addresses yet: write the addresses
            remote_addrs = 192.0.2.9-192.0.2.1 | 4:16: remote_addrs: the range from 192.0.2.9 to 192.0.2.1 is empty
            remote_addrs = 192.0.2.0/33        | 4:16: remote_addrs: 33 is not between 0 and 32
            remote-2 { auth=psk }              | 8:1: remote: several rounds of authentication (RFC 4739) are not available: keep one section remote
            """)
    void aConnectionsKeyIsRefused(String line, String error) throws Exception {
        assertThat(errorOfConnection(line)).isEqualTo(error);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '~', textBlock = """
            mode = tunnel                ~ 4:8: mode: 'tunnel' is not available yet: write transport
            mode = transprot             ~ 4:8: mode: 'transprot' is not a mode: write transport
            close_action = restart       ~ 4:16: close_action: only none is available yet
            start_action = trap|begin    ~ 4:16: start_action: 'begin' is not one of none, trap, start, trap|start
            start_action = start         ~ 4:16: start_action: remote_addrs has no address to start with
            start_action = trap          ~ 4:16: start_action: there is nothing to trap: remote_addrs has no address, and there is no remote_ts
            rekey_bytes = 500 MB         ~ 4:15: rekey_bytes: '500 MB' is not a number of octets such as 500m or 2g
            life_bytes = 1k$rekey_bytes=2k ~ 4:14: life_bytes: it must not be less than rekey_bytes
            rand_packets = 10$rekey_packets=10 ~ 4:16: rand_packets: it must be less than rekey_packets
            inactivity = 2h              ~ 4:14: inactivity: it must be less than rekey_time
            life_time = 30m$rekey_time=1h ~ 4:13: life_time: it must not be less than rekey_time
            hw_offload = auto            ~ 4:14: hw_offload: offloading is not available yet: write no
            ah_proposals = aes128-sha256 ~ 4:16: ah_proposals: AH does not encrypt: leave out the cipher
            remote_ts = dynamic[tcp/80]  ~ 4:13: remote_ts: dynamic with a protocol or port is not available yet: write the address instead of dynamic
            remote_ts = 192.0.2.2,dynamic ~ 4:13: remote_ts: dynamic beside other selectors is not available yet
            remote_ts = 192.0.2.2[tpc]   ~ 4:13: remote_ts: unknown protocol 'tpc'; did you mean 'tcp'?
            remote_ts = 192.0.2.2[tcp/gopher] ~ 4:13: remote_ts: unknown service 'gopher': write its port
            remote_ts = 192.0.2.2[tcp/9-8] ~ 4:13: remote_ts: the port range 9-8 is empty
            remote_ts = 192.0.2.2[icmp/8] ~ 4:13: remote_ts: protocol icmp has no ports; ICMP types are not available yet
            remote_ts = 192.0.2.2[       ~ 4:13: remote_ts: '192.0.2.2[' is not a traffic selector such as 192.0.2.0/24[tcp/80]
            """)
    void aChildsKeyIsRefused(String lines, String error) throws Exception {
        String text = lines.replace("$", "\n") + (lines.startsWith("mode") ? "" : "\nmode = transport");
        assertThat(directory.errors("secrets { ike { secret = x\n }\n }\nconnections { bob { children { host {\n" + text
                        + "\n}\n}\nlocal { id = a.test\n auth = psk\n }\nremote { auth = psk\n }\n}\n}\n"))
                .containsExactly("cygnet.conf:" + error.replaceFirst("^4:", "5:"));
    }

    @Test
    void aChildWithoutAModeIsRefusedBecauseTheDefaultIsATunnel() throws Exception {
        assertThat(errorOfConnection("children { host { }\n}"))
                .isEqualTo("4:12: mode: the default, tunnel, is not available yet: write mode = transport");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            auth = eap-tls          | 2:8: auth: 'eap-tls' is not available: write pubkey or psk
            auth = pubkey-sha256    | 2:8: auth: 'pubkey-sha256' is not available yet: signature schemes can't be chosen; write pubkey
            auth = secret           | 2:8: auth: 'secret' is not a way to authenticate: write pubkey, psk or null
            auth = psk              | 2:8: auth: there is no shared secret: secrets has no section ike
            auth = rsa              | 2:8: auth: the kind of key can be chosen only with pubkeys; this peer's key comes from DNS
            certs = bob.pem         | 2:9: certs: can't read x509/bob.pem: there is no such file
            cacerts = ca.pem        | 2:11: cacerts: can't read x509ca/ca.pem: there is no such file
            groups = staff          | 2:1: groups: authorisation by groups is not available
            id = *.example.test     | 2:6: id: patterns such as '*.example.test' are not available yet: write one name, or %any
            id = "C=CH, O=Bob"      | 2:6: id: a key in DNS belongs to a host name with a domain, and C=CH,O=Bob is none; or name a key file with pubkeys
            id = 192.0.2.2          | 2:6: id: a key in DNS belongs to a host name with a domain, and 192.0.2.2 is none; or name a key file with pubkeys
            id = bob                | 2:6: id: a key in DNS belongs to a host name with a domain, and bob is none; or name a key file with pubkeys
            assurance = much        | 2:13: assurance: 'much' is not one of dns, dnssec
            assurance = dnssec      | 2:13: with dnssec = off no key has the assurance dnssec: write assurance = dns
            pubkeys = none.pem      | 2:11: pubkeys: can't read pubkey/none.pem: there is no such file
            pubkeys = 0sAAAA        | 2:11: pubkeys: not a public key in DER
            """)
    void theRemoteSectionIsRefused(String line, String error) throws Exception {
        String extra = line.startsWith("assurance") || line.contains("cert") || line.startsWith("pubkeys")
                ? ""
                : "assurance = dns\n";
        String assurance = line.startsWith("auth = psk") ? "" : extra;
        assertThat(
                        directory.errors(
                                "connections { bob { remote {\n" + line + "\n" + assurance
                                        + "}\n}\n}\nhost { id = a.test\n key = host.pem\n}\ndns { upstream = 192.0.2.53\n dnssec = off\n}\n"))
                .singleElement()
                .asString()
                .startsWith("cygnet.conf:" + error);
    }

    @Test
    void ourSideNeedsANameAndAKey() throws Exception {
        Path key = temporary.resolve("private/host.pem");
        String text = "connections { bob { remote { pubkeys = bob.pem\n }\n }\n }\n";
        assertThat(directory.errors(text))
                .containsExactly("cygnet.conf:1:15: there is no id for our side: neither local nor host has one");
        assertThat(key.toFile().delete()).isTrue();
        assertThat(directory.errors("host { id = a.test\n}\n" + text))
                .containsExactly("cygnet.conf:3:15: there is no private key for our side: set host { key = ... }");
        directory.writeKey("private/a.pem", KEY.toPem());
        directory.writeKey(
                "rsa/b.pem",
                SigningKey.generate(KeyType.ECDSA, 256, RandomSource.system()).toPem());
        assertThat(directory.errors("host { id = a.test\n}\n" + text))
                .containsExactly(
                        "cygnet.conf:3:15: there are 2 private keys: say which with host { key = ... } or pubkeys");
    }

    @Test
    void aKeyFromDnsNeedsDns() throws Exception {
        assertThat(directory.errors(
                        "host { id = a.test\n key = host.pem\n}\nconnections { bob { remote { id = b.test\n}\n}\n}\n"))
                .containsExactly("cygnet.conf:4:21: the peer's key comes from DNS, but there is no section dns;"
                        + " or name a key file with pubkeys");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            dns { dnssec = off }                            | 1:1: dns has no upstream: name the recursive name servers to ask
            dns { upstream = ns.test$ dnssec = off }        | 1:18: upstream: 'ns.test' is not an IP address
            dns { upstream = 192.0.2.1@0$ dnssec = off }    | 1:18: upstream: 0 is not between 1 and 65535
            dns { upstream = 192.0.2.1$ dnssec = trust-ad } | 1:18: upstream: dnssec = trust-ad believes only a resolver on this host, and 192.0.2.1 is not a loopback address
            dns { upstream = 192.0.2.1 }                    | 1:1: dnssec = validate needs a trust_anchor: a file with the DS or DNSKEY records of the root
            dns { upstream = 192.0.2.1$ dnssec = maybe$ trust_anchor = root.key } | 2:11: dnssec: 'maybe' is not one of validate, trust-ad, off
            dns { upstream = 127.0.0.1$ dnssec = off$ first_seen = on } | 3:15: first_seen: 'on' is not one of off, warn, refuse
            dns { upstream = 127.0.0.1$ dnssec = off$ legacy = yes } | 3:11: legacy: 'yes' is not one of off, read
            dns { upstream = 192.0.2.1$ trust_anchor = cygnet.conf } | 2:17: trust_anchor: cygnet.conf: trust anchors: line 1: Invalid type '{'
            dns { upstream = 192.0.2.1$ trust_anchor = x }  | 2:17: trust_anchor: can't read x: there is no such file
            dns { upstream = 127.0.0.1$ dnssec = off$ timeout = 2m } | 3:12: timeout: 2m is not between 1s and 1m
            dns { upstream = 127.0.0.1$ dnssec = off$ listen = 127.0.0.1:53 } | 1:18: upstream: 127.0.0.1:53 is where Cygnet itself listens: its questions would go round in a loop
            dns { upstream = tls://192.0.2.1$ dnssec = off } | 1:18: upstream: 'tls://192.0.2.1' does not say which name the certificate holds: write tls://ADDRESS/NAME
            dns { upstream = /etc/resolv.conf$ dnssec = trust-ad } | 1:18: upstream: dnssec = trust-ad believes only a resolver on this host, and what /etc/resolv.conf will say is not a loopback address
            dns { upstream = 192.0.2.1$ dnssec = off$ listen = 0.0.0.0 } | 3:11: listen: 0.0.0.0 is no single address, and answers would not come from where the questions went: name the addresses
            dns { upstream = 192.0.2.1$ dnssec = off$ listen = 127.0.0.1$ allow = lan } | 4:10: allow: 'lan' is not an IP address
            dns { upstream = 192.0.2.1$ dnssec = off$ listen = 127.0.0.1$ patience = 5001ms } | 4:13: patience: 5001ms is more than 5s
            dns { upstream = 192.0.2.1$ dnssec = off$ listen = 127.0.0.1$ cache = 100001 } | 4:10: cache: 100001 is not between 0 and 100000
            dns { upstream = 192.0.2.1$ dnssec = off$ listen = 127.0.0.1$ patience = soon } | 4:13: patience: 'soon' is not a time such as 90s, 5m, 4h or 1d
            daemon { log = loud }                           | 1:16: log: 'loud' is not one of error, warn, info, debug, trace
            daemon { port_nat_t = 500 }                     | 1:23: port_nat_t: port and port_nat_t can't be the same
            daemon { retransmit_base = 0.5 }                | 1:28: retransmit_base: 0.5 is not between 1.0 and 10.0
            daemon { half_open_timeout = 0 }                | 1:30: half_open_timeout: 0 would leave no time at all
            daemon { trigger_socket = here }                | 1:27: trigger_socket: 'here' is not the absolute path of a file
            daemon { trigger_group = unbound }              | 1:26: trigger_group: there is no trigger_socket
            daemon { request_rate = 5/0 }                   | 1:25: request_rate: 0 is not between 1 and 1000000
            host { id = alice.test$ key = host.pem }$ groups { private { networks = ::/0$}$} | 3:2: groups: peers are known by their keys in DNS, and there is no section dns
            host { id = alice.test$ key = host.pem }$ groups { clear { networks = 192.0.2.0/24, 192.0.2.9/24$}$} | 3:30: clear 192.0.2.0/24: cygnet.conf:3:19 says clear of the same traffic
            groups { block { networks = ::/0$}$} | 1:1: groups: they need id and key in host: that is who we are to peers (or auth = null, if we are nobody)
            groups { block { networks = 192.0.2.0/33$}$}    | 1:29: networks: 33 is not between 0 and 32
            groups { block { networks = 192.0.2.1-192.0.2.9$}$} | 1:29: networks: '192.0.2.1-192.0.2.9' is neither a prefix nor has a single port
            groups { private { networks = ::/0[tcp/22]$}$}  | 1:31: private ::/0[6/any/22]: protocols and ports are for clear and block: what is negotiated is all traffic of a host
            groups { private { assurance = sure$}$}         | 1:32: assurance: 'sure' is not one of anonymous, dns, dnssec
            groups { clear-or-block { networks = ::/0$}$}   | 1:10: unknown section 'clear-or-block' in groups
            groups { inactivity = 1h$}                      | 1:23: inactivity: it must be less than the 60 minutes after which keys are renewed
            authorities { ca { cacert = ca.pem$}$}          | 1:29: cacert: can't read x509ca/ca.pem: there is no such file
            pools { p { addrs = 192.0.2.0/24$}$}            | 1:1: pools: virtual addresses are not available
            secrets { ike { id = bob$}$}                    | 1:11: section secrets.ike has no secret
            secrets { ike { secret = ""$}$}                 | 1:26: secret: the secret is empty
            secrets { ike { secret = 0xabc$}$}              | 1:26: secret: after 0x comes an even number of hexadecimal digits
            secrets { ike { secret = 0sAA AA$}$}            | 1:26: secret: what comes after 0s is not base64
            secrets { eap-bob { secret = x$}$}              | 1:11: eap-bob: secrets of this kind are not available
            secrets { ppk { secret = x$}$}                  | 1:11: ppk: post-quantum pre-shared keys (RFC 8784) are not available yet
            secrets { private { file = host.pem$ secret = x$}$} | 2:2: secret: encrypted private keys are not available yet: store the key unencrypted, mode 600
            secrets { rsa { }$}                             | 1:11: section secrets.rsa has no file
            secrets { iek { secret = x$}$}                  | 1:11: unknown section 'iek' in secrets; did you mean 'ike'?
            """)
    void theOtherSectionsAreRefused(String text, String error) throws Exception {
        assertThat(directory.errors(text.replace("$", "\n") + "\n")).containsExactly("cygnet.conf:" + error);
    }

    @Test
    void allMistakesOfAFileAreToldInTheirOrder() throws Exception {
        String text = """
                connections { bob {
                    version = 1
                    proposals = aes128-sha257-x25519, 3des-sha256-x25519
                    remote_adrs = 192.0.2.2
                    local { id = *.test }
                    children { host { mode = tunnel } } } }
                daemon { log = loud }
                """;
        assertThat(directory.errors(text))
                .containsExactly(
                        "cygnet.conf:1:15: the peer's key comes from DNS, but there is no section dns;"
                                + " or name a key file with pubkeys",
                        "cygnet.conf:2:15: version: IKEv1 is not available: write 2",
                        "cygnet.conf:3:24: proposals: unknown algorithm 'sha257'; did you mean 'sha256'?",
                        "cygnet.conf:3:39: proposals: '3des' is not offered: the cipher's 64-bit blocks are too small",
                        "cygnet.conf:4:5: unknown key 'remote_adrs' in connections.bob; did you mean 'remote_addrs'?",
                        "cygnet.conf:5:18: id: patterns such as '*.test' are not available yet: write one name, or %any",
                        "cygnet.conf:6:30: mode: 'tunnel' is not available yet: write transport",
                        "cygnet.conf:7:16: log: 'loud' is not one of error, warn, info, debug, trace");
    }

    @Test
    void whatHasNoEffectIsAWarning() throws Exception {
        String text = """
                connections { bob {
                 aggressive = yes
                 ocsp = never
                 local { id = a.test
                 auth = psk }
                 remote { auth = psk
                 revocation = strict }
                 children { host { mode = transport
                 copy_df = no }
                }
                }
                }
                secrets { ike { secret = x }
                 }
                """;
        assertThat(directory.warnings(text))
                .containsExactly(
                        "cygnet.conf:2:2: aggressive has no effect: it belongs to IKEv1",
                        "cygnet.conf:3:2: ocsp has no effect: OCSP is not available",
                        "cygnet.conf:7:2: revocation has no effect: it is about certificates",
                        "cygnet.conf:9:2: copy_df has no effect: it is about tunnels");
    }

    /** The one error that a line makes which stands fourth in an otherwise sound file. */
    private String errorOfConnection(String line) throws IOException {
        String text = "secrets { ike { secret = x\n } }\nconnections { bob {\n" + line
                + "\nlocal { id = a.test\n auth = psk\n }\nremote { auth = psk\n }\n}\n}\n";
        assertThat(directory.errors(text)).hasSize(1);
        return directory.errors(text).get(0).substring("cygnet.conf:".length());
    }
}
