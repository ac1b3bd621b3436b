package cygnet.kernel.pfkey;

import static cygnet.kernel.AliceAndBob.ALICE;
import static cygnet.kernel.AliceAndBob.ALICE_6;
import static cygnet.kernel.AliceAndBob.BOB;
import static cygnet.kernel.AliceAndBob.BOB_6;
import static cygnet.kernel.AliceAndBob.REQID;
import static cygnet.kernel.AliceAndBob.TO_BOB;
import static cygnet.kernel.AliceAndBob.esp;
import static cygnet.kernel.AliceAndBob.hosts;
import static cygnet.kernel.AliceAndBob.key;

import cygnet.ike.ipsec.ChildAlgorithms;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SaLimits;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.SecurityAssociation.Encapsulation;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.registry.TransformId;
import java.util.Optional;

/** Values that several tests use; some of them stand in src/test/golden/pfkey-requests.c as well. */
final class PfkeySamples {
    private PfkeySamples() {}

    static SecurityAssociation outbound() {
        return outbound(algorithms(TransformId.ENCR_AES_CBC, 256, TransformId.INTEG_HMAC_SHA2_512_256));
    }

    static ChildAlgorithms algorithms(TransformId cipher, int bits, TransformId integrity) {
        return new ChildAlgorithms(cipher, bits, integrity, false);
    }

    static SecurityAssociation outbound(ChildAlgorithms algorithms) {
        return outbound(IpsecProtocol.ESP, algorithms, Mode.TRANSPORT, 0, new SaLimits(50, 60, 1000, 2000, 3000, 4000));
    }

    static SecurityAssociation outbound(
            IpsecProtocol protocol, ChildAlgorithms algorithms, Mode mode, int window, SaLimits limits) {
        boolean esp = protocol == IpsecProtocol.ESP;
        return new SecurityAssociation(
                new SaId(BOB, protocol, new Spi(esp ? 0xc0ffee00 : 0xcafe0003)),
                ALICE,
                Direction.OUTBOUND,
                mode,
                REQID,
                algorithms,
                key(0, algorithms.encryptionKeyLength()),
                key(100, algorithms.integrityKeyLength()),
                Optional.empty(),
                window,
                TO_BOB,
                Optional.empty(),
                limits);
    }

    static SecurityAssociation outboundAh() {
        return outbound(
                IpsecProtocol.AH,
                algorithms(TransformId.ENCR_NULL, 0, TransformId.INTEG_AES_XCBC_96),
                Mode.TRANSPORT,
                0,
                SaLimits.NONE);
    }

    static SecurityAssociation inboundInUdp(int window) {
        return new SecurityAssociation(
                esp(ALICE_6, 0xcafe0001),
                BOB_6,
                Direction.INBOUND,
                Mode.TRANSPORT,
                REQID,
                algorithms(TransformId.ENCR_AES_CTR, 128, TransformId.INTEG_HMAC_SHA2_384_192),
                key(0, 20),
                key(100, 48),
                Optional.of(new Encapsulation(61234, 4500)),
                window,
                hosts(BOB_6, ALICE_6),
                Optional.empty(),
                SaLimits.NONE);
    }
}
