package cygnet.ike.policy;

import cygnet.ike.ipsec.PolicyPriority;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Encryption with hosts that nobody has configured.
 *
 * @param groups where it is wanted
 * @param patience after which a host that has a key but does not answer is talked to in clear, where its group allows that
 * @param anybody how it is done: who we are, and with which algorithms; with whom is for the groups to say
 */
public record Opportunism(Groups groups, Duration patience, Connection anybody) {
    /** What peers may negotiate that a rule is about. */
    public Connection connection(GroupRule rule) {
        boolean acceptsClear = rule.group() != Group.PRIVATE;
        PolicyTerms terms =
                new PolicyTerms(Optional.of(PolicyPriority.within(rule.traffic())), Optional.empty(), acceptsClear);
        List<ChildConfig> children =
                anybody.children().stream().map(child -> child.with(terms)).toList();
        return anybody.with(
                rule.connectionName(),
                new AddressSet(List.of(rule.network())),
                new RemoteAuth.DnsKeys(Optional.empty(), rule.least()),
                children);
    }
}
