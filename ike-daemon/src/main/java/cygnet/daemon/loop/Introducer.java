package cygnet.daemon.loop;

import cygnet.daemon.net.SourceAddresses;
import cygnet.dns.KeyDirectory;
import cygnet.dns.resolver.AnswerGate;
import cygnet.dns.resolver.Resolved;
import cygnet.ike.address.IpAddress;
import cygnet.ike.auth.PeerKeys;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells the engine about hosts that somebody has asked DNS for: those that have a key are to be protected. For use by any
 * thread.
 */
public final class Introducer implements AnswerGate {
    private final EngineLoop loop;
    private final KeyDirectory directory;
    private final SourceAddresses routes;

    public Introducer(EngineLoop loop, KeyDirectory directory, SourceAddresses routes) {
        this.loop = loop;
        this.directory = directory;
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
                return keys.thenCompose(outcome -> introduce(host, found.records(), found.ttl(), outcome));
            }
            return keys;
        });
    }

    /** Looks up the host's keys; these are its addresses, for so long. */
    public CompletionStage<DnsOutcome<HostKey>> introduce(
            DomainName host, Collection<IpAddress> addresses, Duration life) {
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
