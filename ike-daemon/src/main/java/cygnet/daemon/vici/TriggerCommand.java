package cygnet.daemon.vici;

import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * {@code cygnet-trigger}: somebody is about to send to a host, by this name and at these addresses. The daemon looks for a key
 * itself, so that whoever may say this can have traffic protected, and nothing else.
 *
 * <pre>
 *   { name = bob.example.test  addresses = [ 192.0.2.2 ]  ttl = 300 }   without addresses they are looked up
 *   { name = 192.0.2.2 }                                                whoever is there, by a name that the address has
 *   { success = yes  keys = "1 usable record(s), secure" }              success: what follows from that is in the kernel
 *                    name = bob.example.test                           whoever is at the address
 *   { success = no  errmsg = "..." }
 * </pre>
 */
public final class TriggerCommand {
    public static final String NAME = "cygnet-trigger";

    private static final int MOST_ADDRESSES = 64;
    private static final Duration USUAL_LIFE = Duration.ofHours(1);

    private TriggerCommand() {}

    /** What carries it out. */
    public interface Trigger {
        /**
         * Protects the traffic with a host, if it has a key; completes when the kernel has what that calls for.
         *
         * @param addresses to be looked up, if empty
         * @return what DNS says about its keys
         */
        CompletionStage<DnsOutcome<HostKey>> trigger(DomainName host, List<IpAddress> addresses, Duration life);

        /** Protects the traffic with the host at an address, if its name can be found, and has a key. */
        CompletionStage<Triggered> trigger(IpAddress address);
    }

    /**
     * What came of it.
     *
     * @param host whose keys were asked for; empty if an address has no name
     * @param outcome of that, or of asking for the name
     */
    public record Triggered(Optional<DomainName> host, DnsOutcome<?> outcome) {}

    /** A socket for those that may do this and nothing else. */
    public static ViciRegistry registry(Trigger trigger) {
        return new ViciRegistry(Map.of(NAME, of(trigger)), Set.of());
    }

    static ViciCommand of(Trigger trigger) {
        return (request, events) -> execute(trigger, request);
    }

    private static CompletionStage<ViciReply> execute(Trigger trigger, ViciMessage request) {
        Optional<IpAddress> bare = request.text("name").flatMap(TriggerCommand::address);
        if (bare.isPresent()) {
            if (!request.texts("addresses").isEmpty()) {
                return ViciReply.failure("addresses: the name is an address already")
                        .now();
            }
            return trigger.trigger(bare.get()).thenApply(TriggerCommand::reply);
        }
        Optional<DomainName> host = request.text("name").flatMap(DomainName::parse);
        if (host.isEmpty()) {
            return ViciReply.failure("name: not a host name").now();
        }
        List<IpAddress> addresses = new ArrayList<>();
        for (String text : request.texts("addresses")) {
            Optional<IpAddress> address = address(text);
            if (address.isEmpty()) {
                return ViciReply.failure("addresses: not an address").now();
            }
            addresses.add(address.get());
        }
        if (addresses.size() > MOST_ADDRESSES) {
            return ViciReply.failure("addresses: more than " + MOST_ADDRESSES).now();
        }
        Optional<String> ttl = request.text("ttl");
        if (ttl.isPresent() && !ttl.get().matches("\\d{1,9}")) {
            return ViciReply.failure("ttl: not a number of seconds").now();
        }
        Duration life =
                ttl.map(text -> Duration.ofSeconds(Long.parseLong(text))).orElse(USUAL_LIFE);
        return trigger.trigger(host.get(), addresses, life)
                .thenApply(keys -> ViciReply.of(reply(keys.describe()).build()));
    }

    private static Optional<IpAddress> address(String text) {
        try {
            return Optional.of(IpAddress.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static ViciReply reply(Triggered triggered) {
        String what = triggered.host().isPresent() ? "" : "it has no name: ";
        ViciMessage.Builder reply = reply(what + triggered.outcome().describe());
        triggered.host().ifPresent(host -> reply.put("name", host.text()));
        return ViciReply.of(reply.build());
    }

    private static ViciMessage.Builder reply(String keys) {
        return ViciMessage.builder().put("success", "yes").put("keys", keys);
    }
}
