package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** AH in transport mode (RFC 4302): integrity alone, for those who configure it. */
class AuthenticationHeaderTest {
    private static final Proposal AH = Proposal.of(ProtocolId.AH, Algorithms.SHA256_MAC, Algorithms.NO_ESN);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    @Test
    void twoPeersThatWantAhGetIt() {
        peers.established(c -> c.esp(AH));
        Packet packet = alice.send(bob);
        peers.settle();

        assertThat(bob.kernel().delivered()).containsExactly(packet);
        assertThat(alice.child().protocol()).isEqualTo(IpsecProtocol.AH);
        assertThat(bob.child().inbound().id().protocol()).isEqualTo(IpsecProtocol.AH);
        assertThat(bob.child().algorithms()).isEqualTo(alice.child().algorithms());
    }

    @Test
    void ahIsRekeyedAndTheOldPairDeleted() {
        peers.established(c -> c.esp(AH).childLifetime(Duration.ofMinutes(10), Duration.ofMinutes(15)));
        var old = alice.child().inboundSpi();
        peers.run(Duration.ofMinutes(12));
        Packet packet = bob.send(alice);
        peers.settle();

        assertThat(alice.kernel().delivered()).containsExactly(packet);
        assertThat(alice.child().inboundSpi()).isNotEqualTo(old);
        assertThat(bob.child().protocol()).isEqualTo(IpsecProtocol.AH);
    }

    @Test
    void ahAndEspHaveNothingInCommon() {
        peers.configure(c -> c.esp(AH), c -> c);
        alice.initiate("bob");
        peers.settle();

        assertThat(alice.children()).isEmpty();
        assertThat(bob.children()).isEmpty();
    }

    @Test
    void ahIsRefusedWhereItCouldNotPass() {
        peers.configure(c -> c.esp(AH).encapsulation(), c -> c.esp(AH).encapsulation());
        alice.initiate("bob");
        peers.settle();

        assertThat(alice.children()).isEmpty();
        assertThat(bob.children()).isEmpty();
        assertThat(TwoPeers.told(bob, IkeEvent.ExchangeFailed.class))
                .anySatisfy(told -> assertThat(told).contains("AH cannot pass a NAT"));
    }
}
