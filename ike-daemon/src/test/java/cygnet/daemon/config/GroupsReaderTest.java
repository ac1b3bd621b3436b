package cygnet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.RandomSource;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Finding;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Idleness;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.Opportunism;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.policy.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The section {@code groups}, and policy files. */
class GroupsReaderTest {
    private static final SigningKey KEY = SigningKey.generate(KeyType.ED25519, 0, RandomSource.system());
    private static final String HOST = """
            host { id = alice.example.test
                   key = host.pem }
            dns { upstream = 192.0.2.53
                  dnssec = off }
            """;

    @TempDir
    Path temporary;

    private ConfigDirectory directory;

    @BeforeEach
    void makeKey() throws IOException {
        directory = new ConfigDirectory(temporary);
        directory.writeKey("private/host.pem", KEY.toPem());
    }

    @Test
    void theGroupsAreRead() throws Exception {
        Opportunism groups = load("""
                groups {
                  patience = 500ms
                  private { networks = 192.0.2.0/24, 2001:db8::/64
                            assurance = dnssec }
                  private-or-clear { networks = 0.0.0.0/0, ::/0 }
                  clear { networks = 192.0.2.25/32[tcp/25] }
                }
                """);

        assertThat(groups.patience()).isEqualTo(Duration.ofMillis(500));
        assertThat(groups.groups().rules())
                .extracting(GroupRule::toString)
                .containsExactly(
                        "private 192.0.2.0/24",
                        "private 2001:db8::/64",
                        "private-or-clear 0.0.0.0/0",
                        "private-or-clear ::/0",
                        "clear 192.0.2.25/32[6/any/25]");
        assertThat(groups.groups().rules().get(0).least()).isEqualTo(Assurance.DNSSEC);
        assertThat(groups.groups().rules().get(2).least()).isEqualTo(Assurance.DNS);
        assertThat(groups.groups().rules().get(0).origin()).endsWith("cygnet.conf:7:13");
    }

    @Test
    void whatFollowsFromAFindingMayBeSaidOtherwise() throws Exception {
        Opportunism groups = load("""
                groups {
                  private-or-clear { networks = 0.0.0.0/0
                                     no-sa = drop
                                     dns-failed = pass }
                }
                """);
        GroupRule rule = groups.groups().rules().get(0);

        assertThat(rule.verdicts().of(Finding.NO_SA)).isEqualTo(Verdict.DROP);
        assertThat(rule.verdicts().of(Finding.DNS_FAILED)).isEqualTo(Verdict.PASS);
        assertThat(rule.verdicts().of(Finding.NO_KEY)).isEqualTo(Verdict.PASS);
        assertThat(rule.verdicts().of(Finding.BOGUS)).isEqualTo(Verdict.DROP);
    }

    @Test
    void whatAGroupPromisesCannotBeSaidOtherwise() throws Exception {
        assertThat(directory.errors(HOST + """
                groups {
                  private { networks = 192.0.2.0/24
                            no-key = pass }
                  clear { networks = 198.51.100.0/24
                          no-name = drop }
                  private-or-clear { networks = 0.0.0.0/0
                                     bogus = perhaps }
                }
                """))
                .containsExactly(
                        "cygnet.conf:7:22: no-key: what can't be protected does not go, whatever is found out",
                        "cygnet.conf:9:11: no-name: nothing is found out before something goes",
                        "cygnet.conf:11:30: bogus: 'perhaps' is not one of pass, drop, anonymous");
    }

    @Test
    void whoCannotBeKnownMayBeAnybody() throws Exception {
        Opportunism groups = load("""
                groups {
                  private { networks = 192.0.2.0/24
                            no-key = anonymous }
                  private-or-clear { networks = 0.0.0.0/0
                                     assurance = anonymous
                                     unsure-key = drop }
                  clear-or-private { networks = 198.51.100.0/24
                                     assurance = anonymous }
                }
                """);
        List<GroupRule> rules = groups.groups().rules();

        assertThat(verdicts(rules.get(0)))
                .isEqualTo("no-name drop, name-unknown drop, no-key anonymous, unsure-key drop, bogus drop,"
                        + " dns-failed drop, no-sa drop");
        assertThat(verdicts(rules.get(1)))
                .isEqualTo("no-name anonymous, name-unknown anonymous, no-key anonymous, unsure-key drop, bogus drop,"
                        + " dns-failed drop, no-sa pass");
        assertThat(verdicts(rules.get(2)))
                .isEqualTo("no-name anonymous, name-unknown drop, no-key anonymous, unsure-key anonymous, bogus drop,"
                        + " dns-failed drop, no-sa drop");
        assertThat(groups.connections(rules.get(2)))
                .extracting(Connection::name)
                .containsExactly(
                        "clear-or-private#198.51.100.0/24",
                        "clear-or-private#198.51.100.0/24/anonymous",
                        "clear-or-private#198.51.100.0/24/anonymous-peer");
        assertThat(groups.connections(rules.get(2)).get(0).remote())
                .isEqualTo(new RemoteAuth.DnsKeys(Optional.empty(), Assurance.DNS));
    }

    private static String verdicts(GroupRule rule) {
        return Stream.of(Finding.values())
                .filter(finding -> finding != Finding.KEY)
                .map(finding -> finding + " " + rule.verdicts().of(finding))
                .collect(Collectors.joining(", "));
    }

    @Test
    void afterAllHasBeenTriedNothingIsLeft() throws Exception {
        assertThat(directory.errors(HOST + """
                groups { private-or-clear { networks = 0.0.0.0/0
                                            no-sa = anonymous }
                         private { networks = 192.0.2.0/24
                                   assurance = none } }
                """))
                .containsExactly(
                        "cygnet.conf:6:37: no-sa: when there is no SA, nothing is left to be tried",
                        "cygnet.conf:8:32: assurance: 'none' is not one of anonymous, dns, dnssec");
    }

    @Test
    void aHostWithoutAKeyMayStayAnonymous() throws Exception {
        String groups = "groups { auth = null\n  private { networks = 192.0.2.0/24 } }\n";

        assertThat(directory
                        .load("dns { upstream = 192.0.2.53\n dnssec = off }\n" + groups)
                        .config()
                        .peers()
                        .opportunism()
                        .orElseThrow()
                        .anybody()
                        .local())
                .isEqualTo(new LocalAuth.Null());
        assertThat(directory.errors(HOST + groups.replace("null", "psk")))
                .containsExactly("cygnet.conf:5:17: auth: 'psk' is not one of pubkey, null");
    }

    @Test
    void policyFilesOfBothFamiliesAreRead() throws Exception {
        directory.write("policies/private", """
                # our networks
                192.0.2.0/24
                  2001:db8::/64   # and IPv6
                203.0.113.7
                """);
        directory.write("policies/clear", "192.0.2.0/24 tcp 0 80\n0.0.0.0/0 udp 53 0\n");

        assertThat(load("groups { private { assurance = dnssec } }\n").groups().rules())
                .extracting(GroupRule::toString)
                .containsExactlyInAnyOrder(
                        "private 192.0.2.0/24",
                        "private 2001:db8::/64",
                        "private 203.0.113.7/32",
                        "clear 192.0.2.0/24[6/any/80]",
                        "clear 0.0.0.0/0[17/53/any]");
    }

    @Test
    void eachWrongLineOfAPolicyFileIsToldWithItsPlace() throws Exception {
        directory.write("policies/block", """
                192.0.2.0/24
                192.0.2.0/40
                2001:db8::/64 tcp 22
                198.51.100.0/24 esp 0 0
                198.51.100.0/24 tcp 0 99999
                192.0.2.0/24
                """);

        assertThat(directory.errors(HOST))
                .containsExactly(
                        "policies/block:2:1: 40 is not between 0 and 32",
                        "policies/block:3:1: a line is a network, or a network, a protocol, our port and the peer's port",
                        "policies/block:4:17: 'esp' is not a number",
                        "policies/block:5:23: 99999 is not between 0 and 65535",
                        "policies/block:6:1: block 192.0.2.0/24: policies/block:1:1 says block of the same traffic");
    }

    /** A resolver on this host asks all the world: what it asks must not wait for what it finds. */
    @Test
    void aResolverOfThisHostIsNotCaught() throws Exception {
        Opportunism groups = directory
                .load(
                        HOST.replace("192.0.2.53", "127.0.0.1")
                                + "groups { private-or-clear { networks = 0.0.0.0/0 }\n block { networks = 0.0.0.0/0[udp/53] } }\n")
                .config()
                .peers()
                .opportunism()
                .orElseThrow();

        assertThat(groups.groups().rules())
                .extracting(GroupRule::toString)
                .containsExactly(
                        "private-or-clear 0.0.0.0/0",
                        "block 0.0.0.0/0[17/any/53]",
                        "clear 0.0.0.0/0[6/any/53]",
                        "clear 0.0.0.0/0[6/any/853]",
                        "clear ::/0[17/any/53]",
                        "clear ::/0[6/any/53]",
                        "clear ::/0[6/any/853]");
    }

    @Test
    void withoutRulesThereIsNothingToDo() throws Exception {
        assertThat(directory
                        .load(HOST + "groups { patience = 1s }\n")
                        .config()
                        .peers()
                        .opportunism())
                .isEmpty();
    }

    @Test
    void howLongSasLiveUnusedMayBeSaid() throws Exception {
        assertThat(idleness("")).isEqualTo(Idleness.ADAPTIVE);
        assertThat(idleness("inactivity = 10m\n")).isEqualTo(Idleness.after(Duration.ofMinutes(10)));
        assertThat(idleness("inactivity = 0s\n")).isEqualTo(Idleness.NEVER);
    }

    private Idleness idleness(String setting) throws Exception {
        return load("groups {\n" + setting + "private { networks = 192.0.2.0/24 } }\n")
                .anybody()
                .children()
                .get(0)
                .idleness();
    }

    private Opportunism load(String text) throws Exception {
        return directory.load(HOST + text).config().peers().opportunism().orElseThrow();
    }
}
