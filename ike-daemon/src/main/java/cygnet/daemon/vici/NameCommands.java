package cygnet.daemon.vici;

import cygnet.dns.KnownOutcome;
import cygnet.dns.OutcomeKind;
import cygnet.dns.TrustChain;
import cygnet.ike.address.IpAddress;
import cygnet.ike.auth.PeerKeys;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What DNS says, for people and programs.
 *
 * <pre>
 *   cygnet-names  { name = bob.example.test }     one event cygnet-name for each that is remembered; of this name alone, if given
 *   cygnet-lookup { name = bob.example.test       or an address; answered by one such tree, or by success = no and errmsg
 *                   fresh = yes }                 what is remembered does not count
 *
 *   { subject = bob.example.test                  asked = keys | addresses | names
 *     outcome = "found, secure"                   one of seven; docs/dns.md
 *     cause = "..."                               unless something was found
 *     assurance = dns | dnssec                    if something was found
 *     left = 3599                                 seconds
 *     keys { 0 { precedence = 10  key = "ED25519 SHA256:..."  fingerprint = SHA256:... } }
 *     addresses = [ 192.0.2.2 ]  names = [ ... ]  whichever was asked for
 *     refused = [ "IPSECKEY 10 1 2: ..." ]        what was found and can't be used, with the reason
 *     failure = timeout  failure-cause = "..." }  if asking anew was in vain meanwhile
 * </pre>
 */
public final class NameCommands {
    public static final String NAMES = "cygnet-names";
    public static final String LOOKUP = "cygnet-lookup";

    /** The event that one remembered outcome comes in. */
    public static final String NAME = "cygnet-name";

    private NameCommands() {}

    /** The commands; {@code names} is empty where no DNS is configured. */
    public static ViciRegistry registry(Optional<NameBook> names) {
        return new ViciRegistry(
                Map.of(
                        NAMES, (request, events) -> remembered(names, request),
                        LOOKUP, (request, events) -> lookUp(names, request)),
                Set.of(NAME));
    }

    private static CompletionStage<ViciReply> remembered(Optional<NameBook> names, ViciMessage request) {
        Optional<String> wanted = request.text("name").map(NameCommands::canonical);
        List<KnownOutcome> known = names.map(NameBook::remembered).orElse(List.of()).stream()
                .filter(outcome -> wanted.map(outcome.subject()::equals).orElse(true))
                .toList();
        return ViciReply.listing(NAME, known, NameCommands::tree).now();
    }

    private static String canonical(String name) {
        return DomainName.parse(name).map(DomainName::text).orElse(name);
    }

    private static CompletionStage<ViciReply> lookUp(Optional<NameBook> names, ViciMessage request) {
        if (names.isEmpty()) {
            return ViciReply.failure("the configuration has no section dns").now();
        }
        String text = request.text("name").orElse("");
        boolean afresh = request.text("fresh").filter("yes"::equals).isPresent();
        Optional<IpAddress> address = address(text);
        Optional<DomainName> name = DomainName.parse(text);
        if (address.isEmpty() && name.isEmpty()) {
            return ViciReply.failure("name: neither a host name nor an address").now();
        }
        CompletionStage<KnownOutcome> outcome = address.isPresent()
                ? names.get().lookUp(address.get(), afresh)
                : names.get().lookUp(name.orElseThrow(), afresh);
        return outcome.thenApply(known -> ViciReply.of(tree(known)));
    }

    private static Optional<IpAddress> address(String text) {
        try {
            return Optional.of(IpAddress.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static ViciMessage tree(KnownOutcome known) {
        return builder(known).build();
    }

    /** With the chains behind it, in {@code chains}, if there are any. */
    static ViciMessage tree(KnownOutcome known, List<TrustChain> chains) {
        ViciMessage.Builder tree = builder(known);
        if (!chains.isEmpty()) {
            tree.section("chains", ChainTree.of(chains));
        }
        return tree.build();
    }

    private static ViciMessage.Builder builder(KnownOutcome known) {
        ViciMessage.Builder tree = ViciMessage.builder()
                .put("subject", known.subject())
                .put("asked", known.asked().text())
                .put("outcome", known.kind().text())
                .put("cause", known.cause());
        if (known.outcome() instanceof Found<?> found) {
            tree.put("assurance", PeerKeys.assurance(found.validation()));
        }
        tree.put("left", known.left().toSeconds());
        if (known.asked() == KnownOutcome.Asked.KEYS) {
            tree.section("keys", keys -> keys(keys, known.records()));
        } else {
            tree.list(known.asked().text(), known.records());
        }
        tree.list("refused", known.refused());
        known.failure()
                .ifPresent(
                        failure -> tree.put("failure", OutcomeKind.of(failure).text())
                                .put("failure-cause", KnownOutcome.cause(failure)));
        return tree;
    }

    private static void keys(ViciMessage.Builder tree, List<?> records) {
        for (int i = 0; i < records.size(); i++) {
            HostKey host = (HostKey) records.get(i);
            tree.section(
                    String.valueOf(i),
                    key -> key.put("precedence", host.precedence())
                            .put("key", host.key())
                            .put("fingerprint", host.key().fingerprint()));
        }
    }
}
