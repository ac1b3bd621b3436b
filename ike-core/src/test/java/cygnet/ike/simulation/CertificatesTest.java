package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.certificate.Certificate;
import cygnet.crypto.certificate.CertificateAuthorities;
import cygnet.crypto.certificate.Revocation;
import cygnet.crypto.certificate.RevocationList;
import cygnet.ike.auth.Certificates;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.OwnCertificates;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Peers that a CA vouches for (RFC 5280, RFC 4945; CERT and CERTREQ of RFC 7296 sections 3.6, 3.7). */
class CertificatesTest {
    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final TestAuthority authority = new TestAuthority("Test CA", new SeededRandom(5));
    private Certificate hers = authority.issue("alice", alice.key().verificationKey(), "alice.example.test");
    private Certificate his = authority.issue("bob", bob.key().verificationKey(), "bob.example.test");

    @Test
    void twoWithTheSameCaKnowEachOther() {
        negotiate();

        assertThat(peers.ladder().get(1)).contains("N(SIGNATURE_HASH_ALGORITHMS) CERTREQ ");
        assertThat(peers.ladder().get(2))
                .contains("IKE_AUTH request 1 [ IDi CERT N(INITIAL_CONTACT) CERTREQ IDr AUTH ");
        assertThat(peers.ladder().get(3))
                .endsWith("IKE_AUTH response 1 [ IDr CERT AUTH N(INITIAL_CONTACT) SA TSi TSr N(USE_TRANSPORT_MODE) ]");
        assertThat(alice.ikeSa().assurance()).isEqualTo(Assurance.PINNED);
        assertThat(TwoPeers.told(bob, IkeEvent.IkeSaEstablished.class))
                .singleElement()
                .asString()
                .contains("ED25519 with certificate of CN=alice by CN=Test CA");
        assertThat(alice.dns().asked()).isEmpty();
        Packet packet = alice.send(bob);
        peers.settle();
        assertThat(bob.kernel().delivered()).containsExactly(packet);
    }

    @Test
    void aChainOverAnIntermediateCaWillDo() {
        TestAuthority department = authority.subordinate("Department CA");
        hers = department.issue("alice", alice.key().verificationKey(), "alice.example.test");
        configure(List.of(hers, department.certificate()), trusting());
        alice.initiate("bob");
        peers.settle();

        assertThat(bob.children()).hasSize(1);
    }

    @Test
    void aChainWithAHoleWillNot() {
        TestAuthority department = authority.subordinate("Department CA");
        hers = department.issue("alice", alice.key().verificationKey(), "alice.example.test");
        negotiate();

        assertRefused("no trusted CA vouches for CN=alice, issued by CN=Department CA");
    }

    @Test
    void aHostIsNoCa() {
        TestAuthority impostor = new TestAuthority("bob", new SeededRandom(9));
        hers = impostor.issue("alice", alice.key().verificationKey(), "alice.example.test");
        configure(List.of(hers, his), trusting());
        alice.initiate("bob");
        peers.settle();

        assertRefused("no trusted CA vouches for CN=alice, issued by CN=bob");
    }

    @Test
    void anotherCaOfTheSameNameVouchesForNobody() {
        hers = new TestAuthority("Test CA", new SeededRandom(6))
                .issue("alice", alice.key().verificationKey(), "alice.example.test");
        negotiate();

        assertRefused("no trusted CA vouches for CN=alice, issued by CN=Test CA");
    }

    @Test
    void aCertificateMustNameWhoeverThePeerSaysItIs() {
        hers = authority.issue("alice.example.test", alice.key().verificationKey(), "carol.example.test");
        negotiate();

        assertRefused("the certificate of CN=alice.example.test does not name alice.example.test");
    }

    @Test
    void aCertificateOfSomebodyElsesKeyProvesNothing() {
        hers = authority.issue("alice", bob.key().verificationKey(), "alice.example.test");
        negotiate();

        assertRefused("is not by a key of alice.example.test");
    }

    @Test
    void anExpiredCertificateIsRefused() {
        hers = authority
                .validity(Simulation.START.minus(Duration.ofDays(9)), Simulation.START.minus(Duration.ofDays(1)))
                .issue("alice", alice.key().verificationKey(), "alice.example.test");
        negotiate();

        assertRefused("the certificate of CN=alice expired at ");
    }

    @Test
    void aCertificateOfTheFutureIsRefused() {
        hers = authority
                .validity(Simulation.START.plus(Duration.ofDays(1)), Simulation.START.plus(Duration.ofDays(9)))
                .issue("alice", alice.key().verificationKey(), "alice.example.test");
        negotiate();

        assertRefused("the certificate of CN=alice is valid only from ");
    }

    @Test
    void aRevokedCertificateIsRefused() {
        configure(List.of(hers), trusting(Revocation.RELAXED, authority.revoke(hers)));
        alice.initiate("bob");
        peers.settle();

        assertRefused("the certificate of CN=alice is revoked");
    }

    @Test
    void aRevocationListOfAnotherCaChangesNothing() {
        TestAuthority other = new TestAuthority("Test CA", new SeededRandom(6));
        Certificate sameNumber = other.issue("alice", alice.key().verificationKey());
        configure(List.of(hers), trusting(Revocation.RELAXED, other.revoke(sameNumber)));
        alice.initiate("bob");
        peers.settle();

        assertThat(bob.children()).hasSize(1);
    }

    @Test
    void whereRevocationMustBeKnownAListMustBeThere() {
        configure(List.of(hers), trusting(Revocation.STRICT));
        alice.initiate("bob");
        peers.settle();

        assertRefused("there is no current revocation list of CN=Test CA");
    }

    @Test
    void aListWithoutTheCertificateSatisfiesEvenTheStrict() {
        configure(List.of(hers), trusting(Revocation.STRICT, authority.revokeNothing()));
        alice.initiate("bob");
        peers.settle();

        assertThat(bob.children()).hasSize(1);
    }

    @Test
    void aPeerThatSendsNoCertificateIsRefused() {
        configure(List.of(), trusting());
        alice.initiate("bob");
        peers.settle();

        assertRefused("the peer sent no X.509 certificate");
    }

    @Test
    void aPeerMayBeAnybodyWhomTheCaKnows() {
        Identification name = Certificates.identity(hers).orElseThrow();
        LocalAuth local = new LocalAuth.Signature(name, alice.key(), new OwnCertificates(List.of(hers), false), false);
        peers.configure(
                c -> c.local(local).remote(certified(Optional.empty(), trusting())),
                c -> c.fromAnywhere()
                        .local(signature(bob, List.of(his)))
                        .remote(certified(Optional.empty(), trusting())));
        alice.initiate("bob");
        peers.settle();

        assertThat(bob.ikeSa().peerId()).contains(name);
        assertThat(name).hasToString("CN=alice");
        assertThat(alice.ikeSa().peerId()).contains(bob.id());
    }

    @Test
    void anInitiatorToldOfARevokedServerSaysGoodbye() {
        peers.configure(
                c -> c.local(signature(alice, List.of(hers)))
                        .remote(certified(Optional.of(bob.id()), trusting(Revocation.RELAXED, authority.revoke(his)))),
                c -> c.local(signature(bob, List.of(his))).remote(certified(Optional.of(alice.id()), trusting())));
        alice.initiate("bob");
        peers.settle();

        assertThat(peers.ladder()).contains("alice > INFORMATIONAL request 2 [ N(AUTHENTICATION_FAILED) D ]");
        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class))
                .singleElement()
                .asString()
                .contains("the certificate of CN=bob is revoked");
        assertThat(bob.children()).isEmpty();
    }

    /** R62 (RFC 7296 section 3.7): a request that we cannot satisfy is not an error. */
    @Test
    void r62ACertificateRequestThatCannotBeSatisfiedIsNoError() {
        TestAuthority other = new TestAuthority("Other CA", new SeededRandom(6));
        Certificate known = other.issue("bob", bob.key().verificationKey(), "bob.example.test");
        peers.configure(
                c -> c.remote(certified(
                        Optional.of(bob.id()),
                        new CertificateAuthorities(List.of(other.certificate()), List.of(), Revocation.RELAXED))),
                c -> c.local(signature(bob, List.of(known))).pinned(alice.key().verificationKey()));
        alice.initiate("bob");
        peers.settle();

        assertThat(peers.ladder().get(1)).doesNotContain("CERTREQ");
        assertThat(alice.children()).hasSize(1);
    }

    private void negotiate() {
        configure(List.of(hers), trusting());
        alice.initiate("bob");
        peers.settle();
    }

    private void configure(List<Certificate> aliceSends, CertificateAuthorities bobTrusts) {
        peers.configure(
                c -> c.ike(Algorithms.many())
                        .local(signature(alice, aliceSends))
                        .remote(certified(Optional.of(bob.id()), trusting())),
                c -> c.local(signature(bob, List.of(his))).remote(certified(Optional.of(alice.id()), bobTrusts)));
    }

    private static LocalAuth signature(Host host, List<Certificate> chain) {
        return new LocalAuth.Signature(host.id(), host.key(), new OwnCertificates(chain, false), false);
    }

    private static RemoteAuth certified(Optional<Identification> id, CertificateAuthorities authorities) {
        return new RemoteAuth.Certificates(id, authorities, true);
    }

    private CertificateAuthorities trusting() {
        return trusting(Revocation.RELAXED);
    }

    private CertificateAuthorities trusting(Revocation revocation, RevocationList... lists) {
        return new CertificateAuthorities(List.of(authority.certificate()), List.of(lists), revocation);
    }

    private void assertRefused(String cause) {
        assertThat(peers.ladder()).last().asString().endsWith("IKE_AUTH response 1 [ N(AUTHENTICATION_FAILED) ]");
        assertThat(TwoPeers.told(bob, IkeEvent.IkeSaClosed.class))
                .singleElement()
                .asString()
                .contains(cause);
        assertThat(bob.kernel().sas()).isEmpty();
    }
}
