package cygnet.ike.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.PolicyPriority;
import cygnet.ike.ipsec.PolicySelector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rule a flow belongs to, in the daemon and in the kernel. */
class GroupsTest {
    private static final IpAddress ALICE = IpAddress.parse("192.0.2.1");
    private static final List<Group> GROUPS = List.of(Group.values());
    private static final int TCP = 6;
    private static final int ANY = PolicySelector.ANY_PORT;

    private final Groups groups = new Groups(List.of(
            rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0", 0, ANY, ANY),
            rule(Group.PRIVATE, "192.0.2.0/24", 0, ANY, ANY),
            rule(Group.CLEAR, "192.0.2.0/24", TCP, ANY, 80),
            rule(Group.BLOCK, "192.0.2.128/25", 0, ANY, ANY),
            rule(Group.CLEAR, "192.0.2.25/32", TCP, ANY, 25),
            rule(Group.CLEAR_OR_PRIVATE, "192.0.2.25/32", TCP, 22, ANY),
            rule(Group.PRIVATE, "2001:db8::/64", 0, ANY, ANY)));

    @ParameterizedTest
    @CsvSource({
        "198.51.100.1, 0, -1, -1, private-or-clear 0.0.0.0/0",
        "192.0.2.9,    0, -1, -1, private 192.0.2.0/24",
        "192.0.2.9,    6, 99, 80, clear 192.0.2.0/24[6/any/80]",
        "192.0.2.9,    17, 99, 80, private 192.0.2.0/24",
        // Whatever port: the longer prefix wins.
        "192.0.2.200,  6, 99, 80, block 192.0.2.128/25",
        "192.0.2.25,   6, 99, 25, clear 192.0.2.25/32[6/any/25]",
        "192.0.2.25,   6, 22, 99, clear-or-private 192.0.2.25/32[6/22/any]",
        // Both ports fit: the peer's decides.
        "192.0.2.25,   6, 22, 25, clear 192.0.2.25/32[6/any/25]",
        "192.0.2.25,   6, 99, 80, clear 192.0.2.0/24[6/any/80]",
        "2001:db8::2,  6, 99, 80, private 2001:db8::/64"
    })
    void theMostSpecificRuleWins(String remote, int protocol, int localPort, int remotePort, String rule) {
        assertThat(groups.of(flow(remote, protocol, localPort, remotePort))).hasToString("Optional[" + rule + "]");
    }

    @Test
    void whatNoGroupSpeaksOfIsNoneOfOurBusiness() {
        assertThat(groups.of(flow("2001:db8:1::2", TCP, 99, 80))).isEmpty();
        assertThat(Groups.NONE.of(ALICE)).isEmpty();
    }

    @Test
    void aHostIsWhatAllItsTrafficIs() {
        assertThat(groups.of(IpAddress.parse("192.0.2.25"))).hasToString("Optional[private 192.0.2.0/24]");
    }

    @Test
    void thoseThatLoseComeInTheirOrder() {
        assertThat(groups.candidates(flow("192.0.2.25", TCP, 22, 25)))
                .extracting(GroupRule::toString)
                .containsExactly(
                        "clear 192.0.2.25/32[6/any/25]",
                        "clear-or-private 192.0.2.25/32[6/22/any]",
                        "private 192.0.2.0/24",
                        "private-or-clear 0.0.0.0/0");
    }

    @Test
    void twoRulesForTheSameTrafficContradictEachOther() {
        List<GroupRule> rules = List.of(
                rule(Group.PRIVATE, "192.0.2.0/24", 0, ANY, ANY), rule(Group.CLEAR, "192.0.2.0/24", 0, ANY, ANY));
        assertThatIllegalArgumentException().isThrownBy(() -> new Groups(rules)).withMessageContaining("two rules for");
    }

    /** The kernel takes the policy with the lowest number of those that match; nothing else may ever come of it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theKernelTakesTheSameRuleAsTheDaemon(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            Groups some = new Groups(randomRules(random));
            PolicySelector flow = randomFlow(random);
            Optional<GroupRule> kernels = some.rules().stream()
                    .filter(rule -> rule.traffic().contains(flow))
                    .min(Comparator.comparingInt(GroupRule::priority));
            assertThat(some.of(flow)).as("%s of %s", flow, some.rules()).isEqualTo(kernels);
        }
    }

    /** What stands for a host under a rule beats that rule, and nothing that beats the rule. */
    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void aHostsOwnPolicyTakesThePlaceOfItsRuleAlone(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            List<GroupRule> rules = randomRules(random);
            GroupRule parent = rules.get(random.nextInt(rules.size()));
            int own = PolicyPriority.within(parent.traffic());
            assertThat(own).isLessThan(parent.priority());
            assertThat(rules)
                    .allSatisfy(
                            rule -> assertThat(rule.priority() < own).isEqualTo(rule.priority() < parent.priority()));
        }
    }

    private static List<GroupRule> randomRules(Random random) {
        List<GroupRule> rules = new ArrayList<>();
        Set<PolicySelector> seen = new HashSet<>();
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            int length = new int[] {0, 8, 24, 25, 31, 32}[random.nextInt(6)];
            IpNetwork network = IpNetwork.around(randomAddress(random), length);
            int protocol = random.nextInt(3) == 0 ? 0 : TCP;
            GroupRule rule = rule(
                    GROUPS.get(random.nextInt(GROUPS.size())),
                    network.toString(),
                    protocol,
                    protocol == 0 ? ANY : randomPort(random),
                    protocol == 0 ? ANY : randomPort(random));
            if (seen.add(rule.traffic())) {
                rules.add(rule);
            }
        }
        return rules;
    }

    private static int randomPort(Random random) {
        return random.nextBoolean() ? ANY : 22 + random.nextInt(2);
    }

    private static IpAddress randomAddress(Random random) {
        return IpAddress.parse("192.0.2." + (126 + random.nextInt(4)));
    }

    private static PolicySelector randomFlow(Random random) {
        int protocol = random.nextBoolean() ? TCP : 17;
        return flow(randomAddress(random).toString(), protocol, 22 + random.nextInt(2), 22 + random.nextInt(2));
    }

    private static GroupRule rule(Group group, String network, int protocol, int localPort, int remotePort) {
        GroupRule all = GroupRule.of(group, IpNetwork.parse(network), Assurance.DNSSEC, "test");
        PolicySelector traffic =
                new PolicySelector(all.traffic().source(), all.network(), protocol, localPort, remotePort);
        return new GroupRule(group, traffic, Assurance.DNSSEC, "test");
    }

    private static PolicySelector flow(String remote, int protocol, int localPort, int remotePort) {
        IpAddress there = IpAddress.parse(remote);
        IpAddress here = there.isIpv6() ? IpAddress.parse("2001:db8::1") : ALICE;
        return new PolicySelector(IpNetwork.host(here), IpNetwork.host(there), protocol, localPort, remotePort);
    }
}
