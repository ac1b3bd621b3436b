package cygnet.ike.sa;

import cygnet.crypto.Octets;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.registry.TransformId;
import java.util.Optional;

/**
 * What IKE_SA_INIT agreed on.
 *
 * @param initiatorMessage the last IKE_SA_INIT request, as sent: AUTH covers it
 * @param responderMessage the response
 * @param intermediate what AUTH covers of IKE_INTERMEDIATE
 */
public record InitResult(
        IkeSpi responderSpi,
        IkeAlgorithms algorithms,
        IkeKeys keys,
        Octets initiatorNonce,
        Octets responderNonce,
        Octets initiatorMessage,
        Octets responderMessage,
        NatStatus nat,
        Capabilities peer,
        IntermediateAuth intermediate) {

    /** The same after an IKE_INTERMEDIATE exchange. */
    public InitResult with(IkeKeys newKeys, IntermediateAuth newIntermediate) {
        return new InitResult(
                responderSpi,
                algorithms,
                newKeys,
                initiatorNonce,
                responderNonce,
                initiatorMessage,
                responderMessage,
                nat,
                peer,
                newIntermediate);
    }

    /** The next additional key exchange of IKE_INTERMEDIATE, as a transform of type KE; empty when all are made. */
    public Optional<TransformId> nextKeyExchange() {
        return algorithms.additional().stream().skip(intermediate.exchanges()).findFirst();
    }
}
