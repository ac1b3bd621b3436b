package cygnet.ike.policy;

import cygnet.crypto.certificate.Certificate;
import java.util.List;

/**
 * The certificates of our key, for peers that want some.
 *
 * @param chain our own first, then those of intermediate CAs; empty: none
 * @param unasked send them to peers that have not asked
 */
public record OwnCertificates(List<Certificate> chain, boolean unasked) {
    public static final OwnCertificates NONE = new OwnCertificates(List.of(), false);

    public OwnCertificates {
        chain = List.copyOf(chain);
    }
}
