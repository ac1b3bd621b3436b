package cygnet.ike.ipsec;

import cygnet.ike.registry.ProtocolId;

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

    /** Its number in IKE. */
    public ProtocolId ikeId() {
        return ikeId;
    }

    /** Its number in the IP header. */
    public int ipProtocol() {
        return ipProtocol;
    }
}
