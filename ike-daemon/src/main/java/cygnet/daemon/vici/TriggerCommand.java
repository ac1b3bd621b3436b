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
 *   { success = yes  keys = "1 usable record(s), secure" }              success: what follows from that is in the kernel
 *   { success = no  errmsg = "..." }
 * </pre>
 */
public final class TriggerCommand {
    public static final String NAME = "cygnet-trigger";

    private static final int MOST_ADDRESSES = 64;
    private static final Duration USUAL_LIFE = Duration.ofHours(1);

    private TriggerCommand() {}

    /** What carries it out. */
    @FunctionalInterface
    public interface Trigger {
        /**
         * Protects the traffic with a host, if it has a key.
         *
         * @param addresses to be looked up, if empty
         */
        CompletionStage<DnsOutcome<HostKey>> trigger(DomainName host, List<IpAddress> addresses, Duration life);
    }

    /** A socket for those that may do this and nothing else. */
    public static ViciRegistry registry(Trigger trigger) {
        return new ViciRegistry(Map.of(NAME, of(trigger)), Set.of());
    }

    static ViciCommand of(Trigger trigger) {
        return (request, events) -> execute(trigger, request);
    }

    private static CompletionStage<ViciReply> execute(Trigger trigger, ViciMessage request) {
        Optional<DomainName> host = request.text("name").flatMap(DomainName::parse);
        if (host.isEmpty()) {
            return ViciReply.failure("name: not a host name").now();
        }
        List<IpAddress> addresses = new ArrayList<>();
        for (String text : request.texts("addresses")) {
            try {
                addresses.add(IpAddress.parse(text));
            } catch (IllegalArgumentException e) {
                return ViciReply.failure("addresses: not an address").now();
            }
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
                .thenApply(keys -> ViciReply.of(ViciMessage.builder()
                        .put("success", "yes")
                        .put("keys", keys.describe())
                        .build()));
    }
}
