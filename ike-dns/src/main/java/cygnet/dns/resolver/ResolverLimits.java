package cygnet.dns.resolver;

import java.time.Duration;

/**
 * Bounds on what clients can make the resolver do.
 *
 * @param openQueries queries without an answer yet; more are dropped
 * @param queriesPerClient of these, from one address
 * @param connections TCP connections of clients; more are closed at once
 * @param queriesPerConnection queries without an answer on one connection; more are not read until there are fewer
 * @param idle how long a connection stays without a whole query
 * @param keyQuestions questions for keys that are under way at once; more wait
 * @param rememberedAddresses addresses in the memory of names
 */
public record ResolverLimits(
        int openQueries,
        int queriesPerClient,
        int connections,
        int queriesPerConnection,
        Duration idle,
        int keyQuestions,
        int rememberedAddresses) {
    public static final ResolverLimits DEFAULT =
            new ResolverLimits(8192, 4096, 128, 64, Duration.ofSeconds(10), 48, 20_000);

    public ResolverLimits {
        int least = Math.min(
                Math.min(Math.min(openQueries, queriesPerClient), Math.min(connections, queriesPerConnection)),
                Math.min(keyQuestions, rememberedAddresses));
        if (least < 1 || idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException("the limits of the resolver leave nothing to work with");
        }
    }
}
