package cygnet.kernel;

import cygnet.crypto.Secret;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy.Protect;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.Spi;

/** Two hosts and what is between them, as the programs in src/test/golden know them. */
public final class AliceAndBob {
    public static final int REQID = 0x4359_0001;
    public static final IpAddress ALICE = IpAddress.parse("192.0.2.1");
    public static final IpAddress BOB = IpAddress.parse("192.0.2.2");
    public static final IpAddress ALICE_6 = IpAddress.parse("2001:db8::1");
    public static final IpAddress BOB_6 = IpAddress.parse("2001:db8::2");
    public static final PolicySelector TO_BOB = hosts(ALICE, BOB);

    private AliceAndBob() {}

    public static PolicySelector hosts(IpAddress source, IpAddress destination) {
        return PolicySelector.between(IpNetwork.host(source), IpNetwork.host(destination));
    }

    public static Protect protect(Mode mode, boolean required) {
        return new Protect(IpsecProtocol.ESP, mode, REQID, required);
    }

    public static SaId esp(IpAddress destination, int spi) {
        return new SaId(destination, IpsecProtocol.ESP, new Spi(spi));
    }

    /** As many octets, counting up. */
    public static Secret key(int first, int length) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = (byte) (first + i);
        }
        return Secret.owning(octets);
    }
}
