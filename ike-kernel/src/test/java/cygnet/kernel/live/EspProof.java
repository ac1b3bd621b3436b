package cygnet.kernel.live;

import cygnet.crypto.RandomSource;
import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.ChildAlgorithms;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelCommand.AddSa;
import cygnet.ike.ipsec.KernelCommand.DeletePolicy;
import cygnet.ike.ipsec.KernelCommand.DeleteSa;
import cygnet.ike.ipsec.KernelCommand.PutPolicy;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.SaLimits;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.registry.TransformId;
import cygnet.kernel.KernelSettings.Setting;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.ffi.UdpSocket;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Proves on a kernel with ESP that the SAs and policies of this module protect traffic: between two network namespaces,
 * alice and bob, that end with it. Prints a line for each proof; exits 1 if one fails.
 */
public final class EspProof {
    private static final IpAddress ALICE_4 = IpAddress.parse("192.0.2.1");
    private static final IpAddress BOB_4 = IpAddress.parse("192.0.2.2");
    private static final IpAddress ALICE_6 = IpAddress.parse("2001:db8::1");
    private static final IpAddress BOB_6 = IpAddress.parse("2001:db8::2");

    private static final String[] IPV4 = {ALICE_4 + "/24", BOB_4 + "/24"};
    private static final String[] IPV6 = {ALICE_6 + "/64", BOB_6 + "/64"};

    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** Something to prove; throws an exception or an AssertionError if it is not so. */
    @FunctionalInterface
    private interface Proof {
        /** Returns what to add to the line that tells of success. */
        String run() throws Exception;
    }

    /**
     * Algorithms, and what {@code ip xfrm state} must say about them.
     *
     * @param shown parts of its output
     */
    private record Suite(
            String name, IpsecProtocol protocol, ChildAlgorithms algorithms, int window, List<String> shown) {}

    private static final List<Suite> SUITES = List.of(
            esp("AES-GCM-128", gcm(128, false), 32, "aead rfc4106(gcm(aes))", "128", "replay-window 32"),
            esp("AES-GCM-256, ESN", gcm(256, true), 128, "aead rfc4106(gcm(aes))", "flag esn", "replay_window 128"),
            esp("ChaCha20-Poly1305", chaCha(), 256, "aead rfc7539esp(chacha20,poly1305)", "replay_window 256"),
            esp(
                    "AES-CBC-128, SHA2-256",
                    cbc(128, TransformId.INTEG_HMAC_SHA2_256_128, false),
                    32,
                    "auth-trunc hmac(sha256)",
                    " 128",
                    "enc cbc(aes)"),
            esp(
                    "AES-CBC-192, SHA2-384, ESN",
                    cbc(192, TransformId.INTEG_HMAC_SHA2_384_192, true),
                    64,
                    "auth-trunc hmac(sha384)",
                    " 192",
                    "flag esn",
                    "replay_window 64"),
            esp(
                    "AES-CBC-256, SHA2-512",
                    cbc(256, TransformId.INTEG_HMAC_SHA2_512_256, false),
                    4096,
                    "auth-trunc hmac(sha512)",
                    " 256",
                    "replay_window 4096"),
            esp(
                    "NULL, SHA2-256",
                    new ChildAlgorithms(TransformId.ENCR_NULL, 0, TransformId.INTEG_HMAC_SHA2_256_128, false),
                    32,
                    "enc ecb(cipher_null)",
                    "auth-trunc hmac(sha256)"),
            new Suite(
                    "AH, SHA2-256",
                    IpsecProtocol.AH,
                    new ChildAlgorithms(TransformId.ENCR_NULL, 0, TransformId.INTEG_HMAC_SHA2_256_128, false),
                    32,
                    List.of("proto ah", "auth-trunc hmac(sha256)")));

    private static Suite esp(String name, ChildAlgorithms algorithms, int window, String... shown) {
        return new Suite(name, IpsecProtocol.ESP, algorithms, window, List.of(shown));
    }

    private static ChildAlgorithms gcm(int bits, boolean esn) {
        return new ChildAlgorithms(TransformId.ENCR_AES_GCM_16, bits, TransformId.INTEG_NONE, esn);
    }

    private static ChildAlgorithms chaCha() {
        return new ChildAlgorithms(TransformId.ENCR_CHACHA20_POLY1305, 256, TransformId.INTEG_NONE, false);
    }

    private static ChildAlgorithms cbc(int bits, TransformId integrity, boolean esn) {
        return new ChildAlgorithms(TransformId.ENCR_AES_CBC, bits, integrity, esn);
    }

    private final LabHost alice;
    private final LabHost bob;
    private final RandomSource random = RandomSource.system();
    private int failures;

    private EspProof(LabHost alice, LabHost bob) {
        this.alice = alice;
        this.bob = bob;
    }

    public static void main(String[] arguments) throws Exception {
        SocketCalls calls = SocketCalls.system();
        try (LabHost alice = new LabHost("alice", calls);
                LabHost bob = new LabHost("bob", calls)) {
            alice.wireTo(bob, IPV4, IPV6);
            EspProof proof = new EspProof(alice, bob);
            proof.all();
            if (proof.failures > 0) {
                System.out.println(proof.failures + " failed");
                System.exit(1);
            }
        }
    }

    private void all() {
        for (Suite suite : SUITES) {
            for (boolean ipv6 : List.of(false, true)) {
                prove(suite.name + ", transport, " + family(ipv6), () -> pings(suite, pair(suite, ipv6, 0)));
            }
        }
        Suite gcm = SUITES.get(0);
        for (boolean ipv6 : List.of(false, true)) {
            prove("ESP in UDP, " + family(ipv6), () -> pingsInUdp(gcm, pair(gcm, ipv6, 4500)));
            prove("tunnel, " + family(ipv6), () -> pings(gcm, tunnel(pair(gcm, ipv6, 0))));
            prove(
                    "held packet leaves when the policy is put again, " + family(ipv6),
                    () -> heldPacket(pair(gcm, ipv6, 0)));
        }
        prove("clear text does not get in where protection is required", () -> clearText(true));
        prove("clear text gets in where it is not", () -> clearText(false));
        prove("larval SA gone: an inbound SA is added all the same", () -> inboundWithoutLarval(pair(gcm, false, 0)));
        prove("EXPIRE at the soft and the hard limit", () -> expires(pair(gcm, false, 0)));
        prove("MAPPING when the peer's port changes", () -> mapping(pair(gcm, false, 4500)));
    }

    private static String family(boolean ipv6) {
        return ipv6 ? "IPv6" : "IPv4";
    }

    private static LabPair pair(Suite suite, boolean ipv6, int port) {
        return new LabPair(
                ipv6 ? ALICE_6 : ALICE_4,
                ipv6 ? BOB_6 : BOB_4,
                suite.protocol,
                Mode.TRANSPORT,
                suite.algorithms,
                port,
                suite.window);
    }

    private static LabPair tunnel(LabPair pair) {
        return new LabPair(pair.alice(), pair.bob(), pair.protocol(), Mode.TUNNEL, pair.algorithms(), 0, pair.window());
    }

    private void prove(String name, Proof proof) {
        try {
            String remark = proof.run();
            System.out.println("ok      " + name + (remark.isEmpty() ? "" : ": " + remark));
        } catch (Exception | AssertionError e) {
            failures++;
            System.out.println("FAILED  " + name + ": " + e);
            e.printStackTrace(System.out);
        } finally {
            flush(alice);
            flush(bob);
        }
    }

    private static void flush(LabHost host) {
        try {
            host.run("ip", "xfrm", "policy", "flush");
            host.run("ip", "xfrm", "state", "flush");
            host.forgetEvents();
        } catch (Exception e) {
            throw new IllegalStateException("cannot clean up", e);
        }
    }

    /** The two directions of a pair of SAs, their SPIs allocated by the receivers. */
    private record Ways(LabPair.Way toBob, LabPair.Way toAlice) {}

    private Ways negotiate(LabPair pair) {
        return new Ways(
                pair.way(pair.alice(), pair.bob(), bob.allocateSpi(pair.alice(), pair.bob(), pair.protocol()), random),
                pair.way(
                        pair.bob(),
                        pair.alice(),
                        alice.allocateSpi(pair.bob(), pair.alice(), pair.protocol()),
                        random));
    }

    private static SecurityAssociation sa(LabPair pair, LabPair.Way way, Direction direction) {
        return pair.sa(way, direction, Optional.empty(), SaLimits.NONE);
    }

    private void install(LabPair pair, Ways ways) {
        bob.perform(
                new AddSa(sa(pair, ways.toBob, Direction.INBOUND)),
                new AddSa(sa(pair, ways.toAlice, Direction.OUTBOUND)),
                new PutPolicy(pair.policy(pair.alice(), pair.bob(), Direction.INBOUND)),
                new PutPolicy(pair.policy(pair.bob(), pair.alice(), Direction.OUTBOUND)));
        alice.perform(
                new AddSa(sa(pair, ways.toAlice, Direction.INBOUND)),
                new AddSa(sa(pair, ways.toBob, Direction.OUTBOUND)),
                new PutPolicy(pair.policy(pair.bob(), pair.alice(), Direction.INBOUND)),
                new PutPolicy(pair.policy(pair.alice(), pair.bob(), Direction.OUTBOUND)));
    }

    private String pings(Suite suite, LabPair pair) throws Exception {
        Ways ways = negotiate(pair);
        install(pair, ways);
        alice.run("ping", "-c", "1", "-W", "5", pair.bob().toString());
        for (LabHost host : List.of(alice, bob)) {
            for (LabPair.Way way : List.of(ways.toBob, ways.toAlice)) {
                check(host.query(way.id(), way.source()).packets() > 0, "no packet counted on " + way.id());
            }
            String shown = host.run("ip", "-s", "xfrm", "state");
            for (String part : suite.shown) {
                check(shown.contains(part), "no \"" + part + "\" in:\n" + shown);
            }
        }
        String usage = ways.toBob.id() + " " + alice.query(ways.toBob.id(), pair.alice());
        remove(pair, ways);
        return usage;
    }

    private void remove(LabPair pair, Ways ways) throws Exception {
        for (LabHost host : List.of(alice, bob)) {
            boolean atAlice = host == alice;
            check(host.inventory().securityAssociations().size() == 2, "SAs: " + host.inventory());
            check(host.inventory().policies().size() == 2, "policies: " + host.inventory());
            host.perform(
                    new DeletePolicy(
                            LabPair.selector(pair.alice(), pair.bob()),
                            atAlice ? Direction.OUTBOUND : Direction.INBOUND),
                    new DeletePolicy(
                            LabPair.selector(pair.bob(), pair.alice()),
                            atAlice ? Direction.INBOUND : Direction.OUTBOUND),
                    new DeleteSa(ways.toBob.id(), ways.toBob.source()),
                    new DeleteSa(ways.toAlice.id(), ways.toAlice.source()));
            check(host.inventory().securityAssociations().isEmpty(), "SAs are left: " + host.inventory());
            check(host.inventory().policies().isEmpty(), "policies are left: " + host.inventory());
        }
    }

    @SuppressWarnings("try") // The sockets only have to be there: the kernel reads from them.
    private String pingsInUdp(Suite suite, LabPair pair) throws Exception {
        int port = pair.encapsulationPort();
        try (UdpSocket atAlice = alice.encapsulationSocket(pair.alice(), port);
                UdpSocket atBob = bob.encapsulationSocket(pair.bob(), port)) {
            List<String> shown = new ArrayList<>(suite.shown);
            shown.add("encap type espinudp sport 4500 dport 4500");
            return pings(new Suite(suite.name, suite.protocol, suite.algorithms, suite.window, shown), pair);
        }
    }

    /** The kernel looks after held packets 100, 300 and 700 ms after the first; what arrives between was let go by us. */
    private String heldPacket(LabPair pair) throws Exception {
        alice.set(Setting.XFRM_LARVAL_DROP, 0);
        Policy out = pair.policy(pair.alice(), pair.bob(), Direction.OUTBOUND);
        alice.perform(new PutPolicy(out));
        try (DatagramSocket from = alice.datagramSocket(pair.alice(), 4000);
                DatagramSocket to = bob.datagramSocket(pair.bob(), 5000)) {
            from.send(new DatagramPacket(new byte[] {42}, 1, pair.bob().toInetAddress(), 5000));
            KernelEvent.Acquire acquire = alice.await(KernelEvent.Acquire.class, LIMIT);
            check(acquire.reqid() == LabPair.REQID, acquire.toString());
            check(alice.inventory().heldFlows().size() == 1, "held: " + alice.inventory());
            Thread.sleep(330);

            Ways ways = negotiate(pair);
            bob.perform(new AddSa(sa(pair, ways.toBob, Direction.INBOUND)));
            alice.perform(
                    new AddSa(pair.sa(ways.toBob, Direction.OUTBOUND, Optional.of(acquire.sequence()), SaLimits.NONE)));
            check(alice.inventory().heldFlows().isEmpty(), "the larval SA stayed: " + alice.inventory());
            long put = System.nanoTime();
            alice.perform(new PutPolicy(out));
            to.setSoTimeout((int) LIMIT.toMillis());
            to.receive(new DatagramPacket(new byte[9], 9));
            long micros = (System.nanoTime() - put) / 1000;
            check(micros < 150_000, "released by the kernel's timer, after " + micros + " us");
            check(bob.query(ways.toBob.id(), pair.alice()).packets() == 1, "it came in clear");
            return "after " + micros + " us";
        } finally {
            alice.set(Setting.XFRM_LARVAL_DROP, 1);
        }
    }

    private String clearText(boolean required) throws Exception {
        Policy policy = new Policy(
                LabPair.selector(ALICE_4, BOB_4),
                Direction.INBOUND,
                1,
                new Policy.Protect(IpsecProtocol.ESP, Mode.TRANSPORT, LabPair.REQID, required));
        bob.perform(new PutPolicy(policy));
        String answers = alice.run("sh", "-c", "ping -c 1 -W 1 " + BOB_4 + " || true");
        check(answers.contains(required ? " 0 received" : " 1 received"), answers);
        return "";
    }

    private String inboundWithoutLarval(LabPair pair) throws Exception {
        Ways ways = negotiate(pair);
        bob.perform(new DeleteSa(ways.toBob.id(), pair.alice()));
        install(pair, ways);
        alice.run("ping", "-c", "1", "-W", "5", pair.bob().toString());
        return "";
    }

    private String expires(LabPair pair) throws Exception {
        Ways ways = negotiate(pair);
        install(pair, ways);
        SaLimits packets = new SaLimits(0, 0, 0, 0, 2, 4);
        alice.perform(
                new DeleteSa(ways.toBob.id(), pair.alice()),
                new AddSa(pair.sa(ways.toBob, Direction.OUTBOUND, Optional.empty(), packets)));
        alice.run("ping", "-c", "3", "-i", "0.2", "-W", "5", pair.bob().toString());
        KernelEvent.Expire soft = alice.await(KernelEvent.Expire.class, LIMIT);
        check(soft.equals(new KernelEvent.Expire(ways.toBob.id(), false)), soft.toString());
        alice.run("sh", "-c", "ping -c 4 -i 0.2 -W 1 " + pair.bob() + " || true");
        KernelEvent.Expire hard = alice.await(KernelEvent.Expire.class, LIMIT);
        check(hard.equals(new KernelEvent.Expire(ways.toBob.id(), true)), hard.toString());
        return soft + ", " + hard;
    }

    @SuppressWarnings("try") // The sockets only have to be there: the kernel reads from them.
    private String mapping(LabPair pair) throws Exception {
        try (UdpSocket atBob = bob.encapsulationSocket(pair.bob(), pair.encapsulationPort())) {
            Ways ways = negotiate(pair);
            install(pair, ways);
            SecurityAssociation plain = sa(pair, ways.toBob, Direction.OUTBOUND);
            SecurityAssociation moved = new SecurityAssociation(
                    plain.id(),
                    plain.source(),
                    plain.direction(),
                    plain.mode(),
                    plain.reqid(),
                    plain.algorithms(),
                    plain.encryptionKey(),
                    plain.integrityKey(),
                    Optional.of(new SecurityAssociation.Encapsulation(4501, 4500)),
                    plain.replayWindow(),
                    plain.selector(),
                    plain.acquireSequence(),
                    plain.limits());
            alice.perform(new DeleteSa(plain.id(), plain.source()), new AddSa(moved));
            alice.run("sh", "-c", "ping -c 1 -W 1 " + pair.bob() + " || true");
            KernelEvent.MappingChanged changed = bob.await(KernelEvent.MappingChanged.class, LIMIT);
            check(changed.id().equals(plain.id()), changed.toString());
            check(changed.newSource().toString().equals(pair.alice() + ":4501"), changed.toString());
            return changed.toString();
        }
    }

    private static void check(boolean right, String complaint) {
        if (!right) {
            throw new AssertionError(complaint);
        }
    }
}
