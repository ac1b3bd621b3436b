package cygnet.dns.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.dns.DnsConfig;
import cygnet.dns.DnsLimits;
import cygnet.dns.DnssecMode;
import cygnet.dns.KeyDirectory;
import cygnet.dns.live.LiveDns;
import cygnet.ike.address.Endpoint;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Real name servers, asked directly and through the resolver: the answers are the same octets but for ids and TTLs.
 *
 * <p>{@code -Dcygnet.replay=10000} asks so many mixed queries of each server; {@code -Dcygnet.seed} picks others.
 */
class ReplayTest {
    private static final int QUERIES = Integer.getInteger("cygnet.replay", 1500);
    private static final long SEED = Long.getLong("cygnet.seed", 20_261_121);

    private static LiveDns dns;

    @BeforeAll
    static void start() throws Exception {
        dns = new LiveDns();
    }

    @AfterAll
    static void stop() {
        dns.close();
    }

    @Test
    void aValidatingResolversAnswersComeThroughUnchanged() throws Exception {
        replay(dns.validatingResolver(), DnssecMode.VALIDATE);
    }

    @Test
    void anAuthoritativeServersAnswersComeThroughUnchanged() throws Exception {
        replay(dns.authoritative(), DnssecMode.OFF);
    }

    private static void replay(Endpoint upstream, DnssecMode dnssec) throws IOException {
        DnsConfig config =
                new DnsConfig(List.of(), dnssec, dns.trustAnchor(), Duration.ofSeconds(5), DnsLimits.DEFAULT);
        ResolverConfig resolverConfig = new ResolverConfig(
                List.of(RunningResolver.ANY_PORT),
                ResolverConfig.LOOPBACK,
                Duration.ofSeconds(2),
                ResolverConfig.DEFAULT_CACHE,
                ResolverLimits.DEFAULT);
        try (NameServers servers = NameServers.open(
                        List.of(RunningResolver.source(upstream)), Set.of(), Duration.ofSeconds(5), changed -> {});
                KeyDirectory keys = new KeyDirectory(config, servers, Optional.empty(), Clock.systemUTC());
                ForwardingResolver resolver = ForwardingResolver.open(
                        resolverConfig, servers, KeySource.of(keys), AnswerGate.OPEN, Clock.systemUTC())) {
            StubClient direct = new StubClient(upstream);
            StubClient through = new StubClient(resolver.listening().get(0));
            MixedQueries queries = new MixedQueries(new Random(SEED));
            List<String> differences = new ArrayList<>();
            for (int i = 0; i < QUERIES; i++) {
                MixedQueries.Mixed mixed = queries.next();
                byte[] forwarded = ask(through, mixed);
                // A server may say the same in another way, once it knows more: so it is asked before and after.
                if (!Arrays.equals(forwarded, ask(direct, mixed))
                        && !Arrays.equals(ask(through, mixed), ask(direct, mixed))) {
                    differences.add(
                            mixed + "\n  directly " + hex(ask(direct, mixed)) + "\n  through  " + hex(forwarded));
                }
            }
            assertThat(differences).as("of " + QUERIES + " with seed " + SEED).isEmpty();
        }
    }

    private static byte[] ask(StubClient client, MixedQueries.Mixed mixed) throws IOException {
        byte[] query = mixed.octets();
        byte[] answer = mixed.overTcp()
                ? client.askTcp(query)
                : client.askUdp(query, 8000).orElseThrow(() -> new AssertionError("no answer to " + mixed));
        assertThat(Wire.id(answer)).isEqualTo(Wire.id(query));
        return withoutTtls(answer);
    }

    /** The message with all TTLs zero, but for the record of EDNS, whose TTL is none. */
    private static byte[] withoutTtls(byte[] message) {
        byte[] blank = message.clone();
        int at = Wire.HEADER;
        for (int i = 0; i < Wire.questions(blank); i++) {
            at = Wire.endOfPlainName(blank, at) + 4;
        }
        int records = Wire.answers(blank) + Wire.authorities(blank) + Wire.additionals(blank);
        for (int i = 0; i < records; i++) {
            int end = Wire.endOfRecord(blank, at);
            assertThat(end).as("whole records").isPositive();
            if (!Wire.isOpt(blank, at)) {
                int fixed = Wire.endOfName(blank, at);
                Arrays.fill(blank, fixed + 4, fixed + 8, (byte) 0);
            }
            at = end;
        }
        return blank;
    }

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }
}
