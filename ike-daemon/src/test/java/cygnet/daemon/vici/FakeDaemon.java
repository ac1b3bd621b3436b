package cygnet.daemon.vici;

import cygnet.crypto.Octets;
import cygnet.daemon.vici.ChildSaStatus.Traffic;
import cygnet.dns.resolver.ResolverCounters;
import cygnet.dns.resolver.ResolverStatus;
import cygnet.dns.resolver.UpstreamServer;
import cygnet.dns.resolver.UpstreamStatus;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.ChildAlgorithms;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.policy.AddressSet;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Childless;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Idleness;
import cygnet.ike.policy.Lifetime;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.PolicyTerms;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.policy.StartAction;
import cygnet.ike.policy.Unique;
import cygnet.ike.policy.Volume;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A daemon with one connection, one IKE SA with a Child SA, and a second IKE SA that is being set up. */
public final class FakeDaemon implements DaemonView {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final IpAddress ALICE = IpAddress.parse("192.0.2.1");
    private static final IpAddress BOB = IpAddress.parse("192.0.2.2");
    private static final Duration HOUR = Duration.ofHours(1);

    /** Two hours after the start. */
    public static final Clock CLOCK = Clock.fixed(START.plus(Duration.ofHours(2)), ZoneOffset.UTC);

    /** What has been ordered. */
    public final List<String> orders = new ArrayList<>();

    /** How many copies of the established IKE SA there are. */
    public int copies = 1;

    @Override
    public DaemonStats stats() {
        return new DaemonStats("0.1.0", START, 2, 1, Map.of("unknown-spi", 12L, "cookie", 3L), 3);
    }

    @Override
    public Optional<ResolverStatus> dns() {
        UpstreamServer good = UpstreamServer.plain(new Endpoint(IpAddress.parse("192.0.2.53"), 53));
        UpstreamServer silent =
                new UpstreamServer(new Endpoint(IpAddress.parse("192.0.2.54"), 853), Optional.of("dns.example.test"));
        return Optional.of(new ResolverStatus(
                List.of(new Endpoint(IpAddress.parse("127.0.0.1"), 53)),
                List.of(
                        new UpstreamStatus(
                                good,
                                UpstreamStatus.State.ASKED,
                                Optional.empty(),
                                HOUR,
                                Optional.of(Duration.ofNanos(1_234_567)),
                                40,
                                0),
                        new UpstreamStatus(
                                silent,
                                UpstreamStatus.State.LEFT_ASIDE,
                                Optional.of("it does not answer"),
                                Duration.ofSeconds(12),
                                Optional.empty(),
                                0,
                                3)),
                Map.of(ResolverCounters.Event.QUESTIONS, 40L, ResolverCounters.Event.SERVFAIL_NO_UPSTREAM, 2L)));
    }

    @Override
    public CompletionStage<List<IkeSaStatus>> ikeSas() {
        List<IkeSaStatus> sas = new ArrayList<>();
        for (int i = 0; i < copies; i++) {
            sas.add(established());
        }
        sas.add(connecting());
        return CompletableFuture.completedFuture(sas);
    }

    private static IkeSaStatus established() {
        Proposal proposal = Proposal.of(
                ProtocolId.IKE,
                Transform.of(TransformId.ENCR_AES_GCM_16, 256),
                Transform.of(TransformId.PRF_HMAC_SHA2_256),
                Transform.of(TransformId.KE_CURVE25519));
        return new IkeSaStatus(
                "bob",
                7,
                IkeSaStatus.State.ESTABLISHED,
                new Endpoint(ALICE, 4500),
                new Endpoint(BOB, 4500),
                Optional.of(Identification.fqdn("alice.example.test")),
                Optional.of(Identification.fqdn("bob.example.test")),
                true,
                Octets.ofLong(0x0123456789abcdefL),
                Octets.ofLong(0xfedcba9876543210L),
                false,
                true,
                Optional.of(proposal),
                Optional.of(Assurance.DNSSEC),
                Optional.of(Duration.ofSeconds(90)),
                Optional.of(HOUR.multipliedBy(4)),
                List.of(child()));
    }

    private static ChildSaStatus child() {
        return new ChildSaStatus(
                "host",
                9,
                1,
                ChildSaStatus.State.INSTALLED,
                Mode.TRANSPORT,
                IpsecProtocol.ESP,
                true,
                new Spi(0xc1000001),
                new Spi(0xc2000002),
                new ChildAlgorithms(TransformId.ENCR_AES_CBC, 128, TransformId.INTEG_HMAC_SHA2_256_128, true),
                Optional.of(TransformId.KE_CURVE25519),
                Optional.of(new Traffic(840, 10, Optional.of(Duration.ofSeconds(3)))),
                Optional.of(new Traffic(0, 0, Optional.empty())),
                Optional.of(HOUR),
                Optional.of(HOUR.plus(Duration.ofMinutes(6))),
                Duration.ofSeconds(80),
                List.of(TrafficSelector.host(ALICE)),
                List.of(TrafficSelector.host(BOB).withProtocol(6, 80, 80)));
    }

    private static IkeSaStatus connecting() {
        return new IkeSaStatus(
                "carol",
                8,
                IkeSaStatus.State.CONNECTING,
                new Endpoint(ALICE, 500),
                new Endpoint(IpAddress.parse("2001:db8::3"), 500),
                Optional.empty(),
                Optional.empty(),
                false,
                Octets.ofLong(1),
                Octets.ofLong(0),
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    @Override
    public List<TrapStatus> traps() {
        return List.of(new TrapStatus(
                "bob",
                "host",
                Mode.TRANSPORT,
                List.of(TrafficSelector.host(ALICE)),
                List.of(TrafficSelector.network(IpNetwork.parse("192.0.2.0/24")))));
    }

    /** The kernel has both of the first pair, and only the outbound one of the second. */
    @Override
    public List<ManualSaStatus> manualSas() {
        return List.of(
                new ManualSaStatus(
                        "printer",
                        IpsecProtocol.ESP,
                        Mode.TRANSPORT,
                        ALICE,
                        BOB,
                        new ChildAlgorithms(TransformId.ENCR_AES_CBC, 256, TransformId.INTEG_HMAC_SHA2_512_256, false),
                        half(0x1a01),
                        half(0x1b01)),
                new ManualSaStatus(
                        "scanner",
                        IpsecProtocol.AH,
                        Mode.TRANSPORT,
                        IpAddress.parse("2001:db8::1"),
                        IpAddress.parse("2001:db8::2"),
                        new ChildAlgorithms(TransformId.ENCR_NULL, 0, TransformId.INTEG_AES_XCBC_96, false),
                        new ManualSaStatus.Half(
                                new Spi(0x2a01), Optional.empty(), Optional.of("query AH 00002a01: ESRCH")),
                        half(0x2b01)));
    }

    private static ManualSaStatus.Half half(int spi) {
        return new ManualSaStatus.Half(
                new Spi(spi), Optional.of(new Traffic(1000, 12, Optional.empty())), Optional.empty());
    }

    @Override
    public int rules() {
        return 2;
    }

    @Override
    public List<Connection> connections() {
        ChildConfig child = new ChildConfig(
                "host",
                Mode.TRANSPORT,
                List.of(),
                List.of(),
                List.of(TrafficSelector.host(BOB)),
                StartAction.TRAP,
                Lifetime.CHILD_DEFAULT,
                Volume.UNLIMITED,
                Volume.UNLIMITED,
                Idleness.NEVER,
                32,
                new PolicyTerms(Optional.of(5), Optional.empty(), false));
        return List.of(new Connection(
                "bob",
                AddressSet.ANY,
                new AddressSet(List.of(IpNetwork.host(BOB))),
                500,
                500,
                List.of(),
                new LocalAuth.SharedKey(Identification.fqdn("alice.example.test")),
                new RemoteAuth.DnsKeys(Optional.of(Identification.fqdn("bob.example.test")), Assurance.DNSSEC),
                List.of(child),
                Lifetime.IKE_DEFAULT,
                Duration.ofSeconds(30),
                false,
                true,
                true,
                1,
                Childless.ALLOW,
                Unique.REPLACE,
                Duration.ZERO));
    }

    @Override
    public CompletionStage<Outcome> initiate(Initiation what, Consumer<String> story) {
        orders.add(what.toString());
        story.accept("initiating IKE_SA bob[10] to 192.0.2.2");
        boolean known = what.child().filter("host"::equals).isPresent();
        return CompletableFuture.supplyAsync(() -> new Outcome(
                1, known ? 1 : 0, known ? Optional.empty() : Optional.of("CHILD_SA config 'nope' not found")));
    }

    @Override
    public CompletionStage<Outcome> terminate(
            SaFilter which, boolean force, Optional<Duration> patience, Consumer<String> story) {
        orders.add(which + " " + force + " " + patience);
        boolean known = which.ike().filter("bob"::equals).isPresent();
        if (known) {
            story.accept("deleting IKE_SA bob[7]");
        }
        return CompletableFuture.completedFuture(new Outcome(known ? 1 : 0, known ? 1 : 0, Optional.empty()));
    }

    @Override
    public CompletionStage<DnsOutcome<HostKey>> trigger(DomainName host, List<IpAddress> addresses, Duration life) {
        orders.add("trigger " + host + " " + addresses + " " + life.toSeconds() + " s");
        return CompletableFuture.completedFuture(new DnsOutcome.Absent<>(true, true, HOUR));
    }

    @Override
    public CompletionStage<TriggerCommand.Triggered> trigger(IpAddress address) {
        orders.add("trigger " + address);
        return CompletableFuture.completedFuture(
                address.isIpv6()
                        ? new TriggerCommand.Triggered(Optional.empty(), new DnsOutcome.Absent<>(true, true, HOUR))
                        : new TriggerCommand.Triggered(
                                Optional.of(new DomainName("bob.example.test")), new DnsOutcome.Bogus<>("expired")));
    }
}
