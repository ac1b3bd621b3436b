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
    /**
     * What peers may negotiate that a rule is about: first those that say who they are. Where the rule has a use for others, then
     * those that don't, and to whom we don't say it either; then those that don't, and ask for us by our name.
     */
    public List<Connection> connections(GroupRule rule) {
        Assurance least = rule.least() == Assurance.ANONYMOUS ? Assurance.DNS : rule.least();
        Connection known = connection(rule, rule.connectionName(), new RemoteAuth.DnsKeys(Optional.empty(), least));
        if (!rule.verdicts().hasAnonymous()) {
            return List.of(known);
        }
        Connection toAnybody = connection(rule, rule.anonymousPeerName(), new RemoteAuth.Null());
        return List.of(known, toAnybody.with(rule.anonymousName(), new LocalAuth.Null()), toAnybody);
    }

    private Connection connection(GroupRule rule, String name, RemoteAuth remote) {
        boolean acceptsClear = rule.group() != Group.PRIVATE;
        PolicyTerms terms =
                new PolicyTerms(Optional.of(PolicyPriority.within(rule.traffic())), Optional.empty(), acceptsClear);
        List<ChildConfig> children =
                anybody.children().stream().map(child -> child.with(terms)).toList();
        return anybody.with(name, new AddressSet(List.of(rule.network())), remote, children);
    }
}
