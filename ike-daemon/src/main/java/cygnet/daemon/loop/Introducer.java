package cygnet.daemon.loop;

import cygnet.daemon.net.SourceAddresses;
import cygnet.dns.KeyDirectory;
import cygnet.dns.resolver.AnswerGate;
import cygnet.dns.resolver.HostNames;
import cygnet.dns.resolver.Resolved;
import cygnet.ike.address.IpAddress;
import cygnet.ike.auth.PeerKeys;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells the engine about hosts that somebody has asked DNS for: those that have a key are to be protected. For use by any
 * thread.
 */
public final class Introducer implements AnswerGate {
    /** Of the names of an address, those whose keys are asked for. */
    private static final int MOST_NAMES = 4;

    private final EngineLoop loop;
    private final HostNames names;
    private final KeyDirectory directory;
    private final SourceAddresses routes;

    /**
     * Who is at an address.
     *
     * @param host its name, if it has one
     * @param outcome of asking for its keys, or for its name if it has none
     */
    public record Introduced(Optional<DomainName> host, DnsOutcome<?> outcome) {}

    public Introducer(EngineLoop loop, HostNames names, SourceAddresses routes) {
        this.loop = loop;
        this.names = names;
        this.directory = names.directory();
        this.routes = routes;
    }

    /** An application waits for its answer until the kernel has what the host's key calls for. */
    @Override
    public CompletionStage<Void> beforeAnswer(Resolved resolved) {
        return introduce(resolved.host(), resolved.addresses(), resolved.ttl(), resolved.keys())
                .thenAccept(keys -> {});
    }

    /** Looks up the host's addresses and its keys. */
    public CompletionStage<DnsOutcome<HostKey>> introduce(DomainName host) {
        CompletionStage<DnsOutcome<HostKey>> keys = directory.keys(host);
        return directory.addresses(host).thenCompose(addresses -> {
            if (addresses instanceof DnsOutcome.Found<IpAddress> found) {
                names.told(host, found.records(), found.ttl());
                return keys.thenCompose(outcome -> introduce(host, found.records(), found.ttl(), outcome));
            }
            return keys;
        });
    }

    /**
     * Finds out who is at an address, and looks up its keys. If it goes by several names, the first one with keys counts.
     */
    public CompletionStage<Introduced> introduce(IpAddress address) {
        return names.of(address).thenCompose(outcome -> {
            if (outcome instanceof DnsOutcome.Found<DomainName> found
                    && !found.records().isEmpty()) {
                return introduce(address, found, 0);
            }
            return CompletableFuture.completedFuture(new Introduced(Optional.empty(), outcome));
        });
    }

    private CompletionStage<Introduced> introduce(IpAddress address, DnsOutcome.Found<DomainName> found, int index) {
        DomainName host = found.records().get(index);
        return directory.keys(host).thenCompose(keys -> {
            boolean keyless = !(keys instanceof DnsOutcome.Found<HostKey> some)
                    || some.records().isEmpty();
            if (keyless && index + 1 < Math.min(found.records().size(), MOST_NAMES)) {
                return introduce(address, found, index + 1);
            }
            return introduce(host, List.of(address), found.ttl(), weakened(keys, found.validation()))
                    .thenApply(outcome -> new Introduced(Optional.of(host), outcome));
        });
    }

    /** A key is not surer than that the host has this name. */
    private static DnsOutcome<HostKey> weakened(DnsOutcome<HostKey> keys, DnsOutcome.Validation ofName) {
        return keys instanceof DnsOutcome.Found<HostKey> found && ofName == DnsOutcome.Validation.UNVALIDATED
                ? new DnsOutcome.Found<>(found.records(), ofName, found.ttl(), found.flaws())
                : keys;
    }

    /** Looks up the host's keys; these are its addresses, for so long. */
    public CompletionStage<DnsOutcome<HostKey>> introduce(
            DomainName host, Collection<IpAddress> addresses, Duration life) {
        names.told(host, addresses, life);
        return directory.keys(host).thenCompose(keys -> introduce(host, addresses, life, keys));
    }

    /**
     * These are the host's addresses, and its keys.
     *
     * @return what is known of its keys; completes when the kernel has what that calls for
     */
    public CompletionStage<DnsOutcome<HostKey>> introduce(
            DomainName host, Collection<IpAddress> addresses, Duration life, DnsOutcome<HostKey> keys) {
        if (!(keys instanceof DnsOutcome.Found<HostKey> found)
                || found.records().isEmpty()) {
            return CompletableFuture.completedFuture(keys);
        }
        CompletableFuture<DnsOutcome<HostKey>> done = new CompletableFuture<>();
        loop.execute(() -> {
            Map<IpAddress, IpAddress> sources = new HashMap<>();
            addresses.forEach(address -> routes.towards(address).ifPresent(ours -> sources.put(address, ours)));
            loop.introduce(host, PeerKeys.assurance(found.validation()), sources, life)
                    .thenRun(() -> done.complete(keys));
        });
        return done;
    }
}
