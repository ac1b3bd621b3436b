package cygnet.daemon.config;

import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.policy.AddressSet;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Idleness;
import cygnet.ike.policy.Lifetime;
import cygnet.ike.policy.PolicyTerms;
import cygnet.ike.policy.StartAction;
import cygnet.ike.policy.Volume;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One section of a connection's {@code children}. */
final class ChildReader {
    private static final int DEFAULT_REPLAY_WINDOW = 32;
    private static final int MAX_REPLAY_WINDOW = 4096;
    private static final Syntax<Long> PACKETS =
            text -> Syntax.number(0, Integer.MAX_VALUE).parse(text).longValue();
    private static final List<String> MARKS =
            List.of("mark_in", "mark_out", "set_mark_in", "set_mark_out", "if_id_in", "if_id_out");

    private ChildReader() {}

    /**
     * With whom a child is.
     *
     * @param toldByDns also with hosts that DNS tells about when somebody asks for them
     */
    record Peers(AddressSet addresses, boolean toldByDns) {}

    static ChildConfig read(SectionReader child, Peers peers, KernelFit fit) {
        if (child.setting("mode").isEmpty()) {
            child.error("mode: the default, tunnel, is not available yet: write mode = transport");
        }
        StartAction startAction = child.value("start_action", ActionSyntax::parse, StartAction.NONE);
        List<TrafficSelector> remoteSelectors = selectors(child, "remote_ts");
        checkReachable(child, startAction, peers, remoteSelectors);
        Lifetime lifetime = lifetime(child);
        ChildConfig config = new ChildConfig(
                child.section().name(),
                child.value("mode", ChildReader::mode, Mode.TRANSPORT),
                proposals(child, fit),
                selectors(child, "local_ts"),
                remoteSelectors,
                startAction,
                lifetime,
                volume(child, "bytes", Syntax.OCTETS),
                volume(child, "packets", PACKETS),
                Idleness.after(inactivity(child, lifetime)),
                child.value(
                        "replay_window", fit.replayWindow(Syntax.number(0, MAX_REPLAY_WINDOW)), DEFAULT_REPLAY_WINDOW),
                new PolicyTerms(
                        child.value("priority", Syntax.number(0, 0xffff)).filter(p -> p != 0),
                        child.value("reqid", fit.reqid(Syntax.number(0, Integer.MAX_VALUE)))
                                .filter(r -> r != 0),
                        false));
        refuseUnavailable(child);
        child.finish();
        return config;
    }

    /** AH or ESP: the kernel's policies name one of them. */
    private static List<Proposal> proposals(SectionReader child, KernelFit fit) {
        boolean ah = child.setting("ah_proposals").isPresent();
        if (ah && child.setting("esp_proposals").isPresent()) {
            child.error(
                    "ah_proposals",
                    "ah_proposals: there are esp_proposals as well: AH and ESP together are not available");
        }
        return ah
                ? ProposalSyntax.numbered(child.list("ah_proposals", fit.proposals(IpsecProtocol.AH)))
                : child.setting("esp_proposals")
                        .map(s -> ProposalSyntax.numbered(child.list(s, fit.proposals(IpsecProtocol.ESP))))
                        .orElseGet(() -> fit.defaults(IpsecProtocol.ESP));
    }

    private static Mode mode(String text) throws BadValueException {
        return switch (text) {
            case "transport" -> Mode.TRANSPORT;
            case "tunnel", "pass", "drop", "transport_proxy", "beet", "iptfs" ->
                throw new BadValueException(Syntax.quote(text) + " is not available yet: write transport");
            default -> throw new BadValueException(Syntax.quote(text) + " is not a mode: write transport");
        };
    }

    /** Empty is {@code dynamic}. */
    private static List<TrafficSelector> selectors(SectionReader child, String key) {
        List<Optional<TrafficSelector>> parsed = child.list(key, SelectorSyntax::parse);
        boolean mixed = parsed.size() > 1 && parsed.stream().anyMatch(Optional::isEmpty);
        if (mixed) {
            child.error(key, key + ": dynamic beside other selectors is not available yet");
        }
        return parsed.stream().flatMap(Optional::stream).toList();
    }

    private static void checkReachable(
            SectionReader child, StartAction action, Peers peers, List<TrafficSelector> selectors) {
        boolean noPeer = peers.addresses().hosts().isEmpty();
        if (action.starts() && noPeer) {
            child.error("start_action", "start_action: remote_addrs has no address to start with");
        } else if (action.traps() && noPeer && !peers.toldByDns() && selectors.isEmpty()) {
            child.error(
                    "start_action",
                    "start_action: there is nothing to trap: remote_addrs has no address, and"
                            + " there is no remote_ts");
        }
    }

    /** strongSwan's rules: life is a tenth longer than rekey, and the jitter is the difference. */
    private static Lifetime lifetime(SectionReader child) {
        Optional<Duration> givenRekey = child.value("rekey_time", Syntax.TIME);
        Optional<Duration> givenLife = child.value("life_time", Syntax.TIME);
        Duration rekey = givenRekey.orElseGet(() ->
                givenLife.map(life -> life.multipliedBy(10).dividedBy(11)).orElse(Lifetime.CHILD_DEFAULT.rekey()));
        Duration life = givenLife.orElseGet(() -> rekey.multipliedBy(11).dividedBy(10));
        boolean hardEndFirst = !life.isZero() && !rekey.isZero() && life.compareTo(rekey) < 0;
        if (hardEndFirst) {
            child.error("life_time", "life_time: it must not be less than rekey_time");
        }
        Duration between = rekey.isZero() || life.isZero() || hardEndFirst ? Duration.ZERO : life.minus(rekey);
        Duration jitter = child.value("rand_time", Syntax.TIME, between);
        if (!rekey.isZero() && jitter.compareTo(rekey) >= 0) {
            child.error("rand_time", "rand_time: it must be less than rekey_time");
        }
        return new Lifetime(rekey, life, jitter);
    }

    /** The same rules as for times: life is a tenth more than rekey, and the jitter is the difference. */
    private static Volume volume(SectionReader child, String unit, Syntax<Long> syntax) {
        String rekeyKey = "rekey_" + unit;
        String lifeKey = "life_" + unit;
        String randKey = "rand_" + unit;
        Optional<Long> givenRekey = child.value(rekeyKey, syntax);
        Optional<Long> givenLife = child.value(lifeKey, syntax);
        long rekey = givenRekey.orElseGet(() -> givenLife.orElse(0L) / 11 * 10);
        long life = givenLife.orElseGet(() -> rekey + rekey / 10);
        boolean hardEndFirst = life != 0 && rekey > life;
        if (hardEndFirst) {
            child.error(lifeKey, lifeKey + ": it must not be less than " + rekeyKey);
        }
        long between = rekey == 0 || life == 0 || hardEndFirst ? 0 : life - rekey;
        long jitter = child.value(randKey, syntax, between);
        if (rekey != 0 && jitter >= rekey) {
            child.error(randKey, randKey + ": it must be less than " + rekeyKey);
        }
        return new Volume(rekey, life, jitter);
    }

    /** A rekeying counts as use, so that a longer time would never come to its end. */
    private static Duration inactivity(SectionReader child, Lifetime lifetime) {
        Duration inactivity = child.value("inactivity", Syntax.TIME, Duration.ZERO);
        Duration rekey = lifetime.rekey();
        if (!rekey.isZero() && inactivity.compareTo(rekey) >= 0) {
            child.error("inactivity", "inactivity: it must be less than rekey_time");
        }
        return inactivity;
    }

    private static void refuseUnavailable(SectionReader child) {
        String tunnel = "it is about tunnels";
        child.only("close_action", ActionSyntax::parse, StartAction.NONE, "only none is available yet");
        child.only("dpd_action", ActionSyntax::parse, StartAction.NONE, "only clear is available yet");
        MARKS.forEach(key -> child.only(key, Syntax.TEXT, "0", "marks and interface ids are not available yet"));
        child.only("mark_in_sa", Syntax.BOOLEAN, false, "marks are not available yet");
        child.only("sha256_96", Syntax.BOOLEAN, false, "only the standard truncation to 128 bits is available");
        child.only("policies", Syntax.BOOLEAN, true, "SAs without policies are not available yet");
        child.ignore("policies_fwd_out", tunnel);
        child.ignore("copy_df", tunnel);
        child.ignore("copy_ecn", tunnel);
        child.ignore("copy_dscp", tunnel);
        child.ignore("tfc_padding", "padding against traffic analysis is not available");
        child.ignore("hostaccess", "there is no updown script");
        child.only("hw_offload", Syntax.TEXT, "no", "offloading is not available yet: write no");
        child.only("ipcomp", Syntax.BOOLEAN, false, "IPComp is not available");
        child.only("icmp", Syntax.BOOLEAN, false, "it is not available yet");
        child.only("per_cpu_sas", Syntax.TEXT, "no", "SAs for each CPU are not available yet: write no");
        child.refuse("interface", "binding to an interface is not available yet");
        child.refuse("updown", "scripts are not available yet");
        child.refuse("label", "security labels are not available");
        child.ignore("label_mode", "security labels are not available");
    }
}
