package cygnet.daemon.vici;

import cygnet.ike.ipsec.ChildAlgorithms;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** SAs as charon's trees: every key that swanctl prints is there, and {@code child-sas} is last, as swanctl wants it. */
final class StatusTree {
    private StatusTree() {}

    /** The tree of an event {@code list-sa}. */
    static ViciMessage ikeSa(IkeSaStatus sa) {
        return ViciMessage.builder()
                .section(name(sa.connection()), tree -> withChildren(sa, tree))
                .build();
    }

    /** An IKE SA in {@code cygnet-status}: the same, but the connection's name is a value. */
    static ViciMessage namedIkeSa(IkeSaStatus sa) {
        ViciMessage.Builder tree = ViciMessage.builder().put("connection", sa.connection());
        withChildren(sa, tree);
        return tree.build();
    }

    private static void withChildren(IkeSaStatus sa, ViciMessage.Builder tree) {
        ikeSa(sa, tree);
        tree.section(
                "child-sas",
                children -> sa.children()
                        .forEach(child -> children.section(name(child.name() + "-" + child.id()), childSa(child))));
    }

    /** A configured name, which may be anything, as a name of vici. */
    static String name(String configured) {
        String printable = configured.replaceAll("\\p{Cntrl}", "?");
        int end = printable.length();
        while (printable.substring(0, end).getBytes(StandardCharsets.UTF_8).length > ViciMessage.MAX_NAME) {
            end--;
        }
        return printable.substring(0, end);
    }

    private static void ikeSa(IkeSaStatus sa, ViciMessage.Builder tree) {
        tree.put("uniqueid", sa.id())
                .put("version", 2)
                .put("state", sa.state())
                .put("local-host", sa.local().address())
                .put("local-port", sa.local().port())
                .put("local-id", id(sa.localId()))
                .put("remote-host", sa.remote().address())
                .put("remote-port", sa.remote().port())
                .put("remote-id", id(sa.remoteId()))
                .putYes("initiator", sa.initiator())
                .put("initiator-spi", sa.initiatorSpi().toHex())
                .put("responder-spi", sa.responderSpi().toHex())
                .putYes("nat-local", sa.localNat())
                .putYes("nat-remote", sa.remoteNat())
                .putYes("nat-any", sa.localNat() || sa.remoteNat());
        sa.algorithms().ifPresent(proposal -> ikeAlgorithms(proposal, tree));
        tree.put("established", sa.established().map(Duration::toSeconds))
                .put("rekey-time", sa.rekeyIn().map(StatusTree::seconds))
                .put("cygnet-assurance", sa.assurance());
    }

    private static void ikeAlgorithms(Proposal proposal, ViciMessage.Builder tree) {
        proposal.transform(TransformType.ENCR).ifPresent(cipher -> {
            tree.put("encr-alg", cipher.id());
            tree.put("encr-keysize", Optional.of(cipher.keyBits()).filter(bits -> bits != 0));
        });
        tree.put("integ-alg", proposal.transform(TransformType.INTEG).map(t -> t.id()));
        tree.put("prf-alg", proposal.transform(TransformType.PRF).map(t -> t.id()));
        tree.put("dh-group", proposal.transform(TransformType.KE).map(t -> t.id()));
    }

    private static ViciMessage childSa(ChildSaStatus sa) {
        ViciMessage.Builder tree = ViciMessage.builder()
                .put("name", sa.name())
                .put("uniqueid", sa.id())
                .put("reqid", sa.reqid())
                .put("state", sa.state())
                .put("mode", sa.mode())
                .put("protocol", sa.protocol())
                .putYes("encap", sa.encapsulated())
                .put("spi-in", sa.inbound())
                .put("spi-out", sa.outbound());
        childAlgorithms(sa.algorithms(), tree);
        tree.put("dh-group", sa.keyExchange());
        if (sa.algorithms().extendedSequenceNumbers()) {
            tree.put("esn", 1);
        }
        sa.inboundTraffic().ifPresent(traffic -> traffic("in", traffic, tree));
        sa.outboundTraffic().ifPresent(traffic -> traffic("out", traffic, tree));
        return tree.put("rekey-time", sa.rekeyIn().map(StatusTree::seconds))
                .put("life-time", sa.expiresIn().map(StatusTree::seconds))
                .put("install-time", sa.installed().toSeconds())
                .list("local-ts", SelectorText.of(sa.localSelectors()))
                .list("remote-ts", SelectorText.of(sa.remoteSelectors()))
                .build();
    }

    /** A pair of SAs with keys from a file, in the words of a Child SA. */
    static ViciMessage manualSa(ManualSaStatus sa) {
        ViciMessage.Builder tree = ViciMessage.builder()
                .put("state", sa.isInstalled() ? "INSTALLED" : "MISSING")
                .put("mode", sa.mode())
                .put("protocol", sa.protocol())
                .put("local-host", sa.local())
                .put("remote-host", sa.remote())
                .put("spi-in", sa.inbound().spi())
                .put("spi-out", sa.outbound().spi());
        if (sa.protocol() == IpsecProtocol.ESP) {
            childAlgorithms(sa.algorithms(), tree);
        } else {
            tree.put("integ-alg", sa.algorithms().integrity());
        }
        sa.inbound().traffic().ifPresent(traffic -> traffic("in", traffic, tree));
        sa.outbound().traffic().ifPresent(traffic -> traffic("out", traffic, tree));
        return tree.put("failure-in", sa.inbound().failure())
                .put("failure-out", sa.outbound().failure())
                .build();
    }

    private static void childAlgorithms(ChildAlgorithms algorithms, ViciMessage.Builder tree) {
        boolean oneLength = algorithms.encryption().equals(TransformId.ENCR_CHACHA20_POLY1305)
                || algorithms.encryption().equals(TransformId.ENCR_NULL);
        tree.put("encr-alg", algorithms.encryption());
        if (!oneLength) {
            tree.put("encr-keysize", algorithms.encryptionKeyBits());
        }
        if (!algorithms.integrity().equals(TransformId.INTEG_NONE)) {
            tree.put("integ-alg", algorithms.integrity());
        }
    }

    private static void traffic(String direction, ChildSaStatus.Traffic traffic, ViciMessage.Builder tree) {
        tree.put("bytes-" + direction, traffic.octets())
                .put("packets-" + direction, traffic.packets())
                .put("use-" + direction, traffic.lastUse().map(Duration::toSeconds));
    }

    private static String id(Optional<Identification> id) {
        return id.map(Identification::toString).orElse("%any");
    }

    private static long seconds(Duration duration) {
        return Math.max(0, duration.toSeconds());
    }
}
