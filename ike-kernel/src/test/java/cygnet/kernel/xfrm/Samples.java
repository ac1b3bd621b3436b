package cygnet.kernel.xfrm;

import static cygnet.kernel.AliceAndBob.ALICE;
import static cygnet.kernel.AliceAndBob.ALICE_6;
import static cygnet.kernel.AliceAndBob.BOB;
import static cygnet.kernel.AliceAndBob.BOB_6;
import static cygnet.kernel.AliceAndBob.REQID;
import static cygnet.kernel.AliceAndBob.TO_BOB;
import static cygnet.kernel.AliceAndBob.esp;
import static cygnet.kernel.AliceAndBob.hosts;
import static cygnet.kernel.AliceAndBob.key;

import cygnet.crypto.Secret;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.ChildAlgorithms;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SaLimits;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.SecurityAssociation.Encapsulation;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.registry.TransformId;
import java.util.Optional;

/** Values that several tests use; some of them stand in src/test/golden/requests.c as well. */
final class Samples {
    private Samples() {}

    static SecurityAssociation outboundGcm() {
        return outbound(
                new ChildAlgorithms(TransformId.ENCR_AES_GCM_16, 128, TransformId.INTEG_NONE, false),
                key(0, 20),
                key(0, 0));
    }

    static SecurityAssociation outbound(ChildAlgorithms algorithms, Secret encryptionKey, Secret integrityKey) {
        return new SecurityAssociation(
                esp(BOB, 0xc0ffee00),
                ALICE,
                Direction.OUTBOUND,
                Mode.TRANSPORT,
                REQID,
                algorithms,
                encryptionKey,
                integrityKey,
                Optional.empty(),
                0,
                TO_BOB,
                Optional.of(7),
                new SaLimits(50, 60, 1000, 2000, 3000, 4000));
    }

    static SecurityAssociation inboundCbcWithEsnInUdp() {
        return new SecurityAssociation(
                esp(ALICE_6, 0xcafe0001),
                BOB_6,
                Direction.INBOUND,
                Mode.TRANSPORT,
                REQID,
                new ChildAlgorithms(TransformId.ENCR_AES_CBC, 256, TransformId.INTEG_HMAC_SHA2_384_192, true),
                key(0, 32),
                key(100, 48),
                Optional.of(new Encapsulation(61234, 4500)),
                100,
                new PolicySelector(IpNetwork.host(BOB_6), IpNetwork.host(ALICE_6), 6, 25, PolicySelector.ANY_PORT),
                Optional.empty(),
                SaLimits.NONE);
    }

    static SecurityAssociation inboundChaChaTunnel() {
        return new SecurityAssociation(
                esp(ALICE, 0xcafe0002),
                BOB,
                Direction.INBOUND,
                Mode.TUNNEL,
                REQID,
                new ChildAlgorithms(TransformId.ENCR_CHACHA20_POLY1305, 256, TransformId.INTEG_NONE, false),
                key(0, 36),
                key(0, 0),
                Optional.empty(),
                32,
                hosts(BOB, ALICE),
                Optional.empty(),
                SaLimits.NONE);
    }

    static SecurityAssociation outboundAh() {
        return new SecurityAssociation(
                new SaId(BOB, IpsecProtocol.AH, new Spi(0xcafe0003)),
                ALICE,
                Direction.OUTBOUND,
                Mode.TRANSPORT,
                REQID,
                new ChildAlgorithms(TransformId.ENCR_NULL, 0, TransformId.INTEG_HMAC_SHA2_256_128, false),
                key(0, 0),
                key(100, 32),
                Optional.empty(),
                0,
                TO_BOB,
                Optional.empty(),
                SaLimits.NONE);
    }
}
