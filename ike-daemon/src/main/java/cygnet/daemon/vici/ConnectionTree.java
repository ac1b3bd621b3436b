package cygnet.daemon.vici;

import cygnet.ike.address.IpNetwork;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.policy.AddressSet;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.RemoteAuth;
import java.util.List;

/** Connections and traps as charon's trees. */
final class ConnectionTree {
    private static final String PUBLIC_KEY = "public key";
    private static final String SHARED_KEY = "pre-shared key";
    private static final String NULL = "null";

    private ConnectionTree() {}

    /** The tree of an event {@code list-conn}. */
    static ViciMessage connection(Connection connection) {
        return ViciMessage.builder()
                .section(StatusTree.name(connection.name()), tree -> connection(connection, tree))
                .build();
    }

    private static void connection(Connection connection, ViciMessage.Builder tree) {
        tree.list("local_addrs", addresses(connection.localAddresses()))
                .list("remote_addrs", addresses(connection.remoteAddresses()))
                .put("version", "IKEv2")
                .put("reauth_time", connection.reauthentication().toSeconds())
                .put("rekey_time", connection.lifetime().rekey().toSeconds())
                .put("unique", "UNIQUE_" + connection.unique());
        if (!connection.livenessDelay().isZero()) {
            tree.put("dpd_delay", connection.livenessDelay().toSeconds());
        }
        tree.section(
                        "local-1",
                        end(method(connection.local()), connection.local().id().toString()))
                .section(
                        "remote-1",
                        end(
                                method(connection.remote()),
                                connection
                                        .remote()
                                        .id()
                                        .map(Identification::toString)
                                        .orElse("%any")))
                .section(
                        "children",
                        children -> connection
                                .children()
                                .forEach(child -> children.section(StatusTree.name(child.name()), child(child))));
    }

    private static String method(LocalAuth auth) {
        if (auth instanceof LocalAuth.Null) {
            return NULL;
        }
        return auth instanceof LocalAuth.Signature ? PUBLIC_KEY : SHARED_KEY;
    }

    private static String method(RemoteAuth auth) {
        if (auth instanceof RemoteAuth.Null) {
            return NULL;
        }
        return auth.bySignature() ? PUBLIC_KEY : SHARED_KEY;
    }

    private static ViciMessage end(String method, String id) {
        return ViciMessage.builder()
                .put("class", method)
                .put("id", id)
                .list("groups", List.of())
                .list("cert_policy", List.of())
                .list("certs", List.of())
                .list("cacerts", List.of())
                .build();
    }

    private static ViciMessage child(ChildConfig child) {
        return ViciMessage.builder()
                .put("mode", child.mode())
                .put("rekey_time", child.lifetime().rekey().toSeconds())
                .put("rekey_bytes", child.octets().rekey())
                .put("rekey_packets", child.packets().rekey())
                .put("dpd_action", "none")
                .put("close_action", "none")
                .list("local-ts", selectors(child.localSelectors()))
                .list("remote-ts", selectors(child.remoteSelectors()))
                .put("priority", child.policies().priority())
                .build();
    }

    /** The tree of an event {@code list-policy}. */
    static ViciMessage trap(TrapStatus trap) {
        return ViciMessage.builder()
                .section(
                        StatusTree.name(trap.connection() + "/" + trap.child()),
                        tree -> tree.put("child", trap.child())
                                .put("ike", trap.connection())
                                .put("mode", trap.mode())
                                .list("local-ts", SelectorText.of(trap.localSelectors()))
                                .list("remote-ts", SelectorText.of(trap.remoteSelectors())))
                .build();
    }

    private static List<String> addresses(AddressSet set) {
        return set.isAny()
                ? List.of("%any")
                : set.networks().stream().map(ConnectionTree::address).toList();
    }

    private static String address(IpNetwork network) {
        return network.isHost() ? network.address().toString() : network.toString();
    }

    private static List<String> selectors(List<TrafficSelector> selectors) {
        return selectors.isEmpty() ? List.of("dynamic") : SelectorText.of(selectors);
    }
}
