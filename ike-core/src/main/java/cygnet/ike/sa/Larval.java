package cygnet.ike.sa;

import cygnet.crypto.Octets;
import cygnet.ike.ipsec.Spi;
import java.util.Optional;

/**
 * An SA that the peer's CREATE_CHILD_SA has negotiated, and whose additional key exchanges are still to come (RFC 9370
 * section 2.2.4).
 *
 * @param link what the peer's next IKE_FOLLOWUP_KE request has to show: of no meaning but for us
 * @param ikeSa it is to replace the IKE SA
 * @param replaces the inbound SPI of the Child SA that it is to replace
 * @param nonces of the CREATE_CHILD_SA exchange
 */
public record Larval(Octets link, boolean ikeSa, Optional<Spi> replaces, RekeyNonces nonces) {
    /** To replace the IKE SA. */
    public static Larval ofIkeSa(Octets link, RekeyNonces nonces) {
        return new Larval(link, true, Optional.empty(), nonces);
    }

    /** To replace a Child SA, or a further one. */
    public static Larval ofChildSa(Octets link, Optional<ChildSa> replaced, RekeyNonces nonces) {
        return new Larval(link, false, replaced.map(ChildSa::inboundSpi), nonces);
    }

    public boolean replaces(Spi inbound) {
        return replaces.equals(Optional.of(inbound));
    }

    /** A further Child SA. */
    public boolean isFurtherChild() {
        return !ikeSa && replaces.isEmpty();
    }

    /** For the log. */
    public String what() {
        return ikeSa
                ? "rekeying of the IKE SA"
                : replaces.map(spi -> "rekeying of Child SA " + spi).orElse("further Child SA");
    }
}
