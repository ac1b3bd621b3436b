package cygnet.ike.ipsec;

import cygnet.ike.registry.ProtocolId;
import java.util.Arrays;
import java.util.Optional;

/** The two IPsec protocols. */
@SuppressWarnings("ImmutableEnumChecker") // ProtocolId is a record of a number
public enum IpsecProtocol {
    AH(ProtocolId.AH, 51),
    ESP(ProtocolId.ESP, 50);

    private final ProtocolId ikeId;
    private final int ipProtocol;

    IpsecProtocol(ProtocolId ikeId, int ipProtocol) {
        this.ikeId = ikeId;
        this.ipProtocol = ipProtocol;
    }

    /** The protocol with this number in IKE; empty if it is none of the two. */
    public static Optional<IpsecProtocol> of(ProtocolId ikeId) {
        return Arrays.stream(values()).filter(p -> p.ikeId.equals(ikeId)).findFirst();
    }

    /** Its number in IKE. */
    public ProtocolId ikeId() {
        return ikeId;
    }

    /** Its number in the IP header. */
    public int ipProtocol() {
        return ipProtocol;
    }
}
