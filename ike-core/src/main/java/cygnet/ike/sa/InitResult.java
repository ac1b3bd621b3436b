package cygnet.ike.sa;

import cygnet.crypto.Octets;
import cygnet.ike.message.IkeSpi;

/**
 * What IKE_SA_INIT agreed on.
 *
 * @param initiatorMessage the last IKE_SA_INIT request, as sent: AUTH covers it
 * @param responderMessage the response
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
        Capabilities peer) {}
