package cygnet.daemon.vici;

import cygnet.dns.TrustChain;
import java.util.List;

/**
 * Chains of trust as a tree.
 *
 * <pre>
 *   { 0 { name = bob.example.test.
 *         end = secure                            or: insecure, bogus, not known, told, not validated
 *         at = bob.example.test.                  what the end is about
 *         cause = "..."                           unless it is secure
 *         zones { 0 { zone = .                    the uppermost first
 *                     keys = [ "20326 RSASHA256" ] } ... }
 *         text = ". (20326 RSASHA256) > ..." }    the same, for people
 *     1 { ... } }                                 of the name that this one is an alias of
 * </pre>
 */
final class ChainTree {
    private ChainTree() {}

    static ViciMessage of(List<TrustChain> chains) {
        ViciMessage.Builder tree = ViciMessage.builder();
        for (int i = 0; i < chains.size(); i++) {
            tree.section(String.valueOf(i), tree(chains.get(i)));
        }
        return tree.build();
    }

    private static ViciMessage tree(TrustChain chain) {
        ViciMessage.Builder tree = ViciMessage.builder()
                .put("name", chain.subject())
                .put("end", chain.end().text())
                .put("at", chain.at());
        if (!chain.cause().isEmpty()) {
            tree.put("cause", chain.cause());
        }
        return tree.section("zones", zones(chain.links()))
                .put("text", chain.describe())
                .build();
    }

    private static ViciMessage zones(List<TrustChain.Link> links) {
        ViciMessage.Builder zones = ViciMessage.builder();
        for (int i = 0; i < links.size(); i++) {
            TrustChain.Link link = links.get(i);
            zones.section(
                    String.valueOf(i), zone -> zone.put("zone", link.zone()).list("keys", link.keys()));
        }
        return zones.build();
    }
}
