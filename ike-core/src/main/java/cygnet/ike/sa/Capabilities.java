package cygnet.ike.sa;

import java.util.List;

/**
 * What the peer announced in IKE_SA_INIT and we use.
 *
 * @param fragmentation both sides do RFC 7383
 * @param hashAlgorithms of SIGNATURE_HASH_ALGORITHMS; empty if the peer does not know RFC 7427
 */
public record Capabilities(boolean fragmentation, List<Integer> hashAlgorithms) {
    public static final Capabilities NONE = new Capabilities(false, List.of());

    public Capabilities {
        hashAlgorithms = List.copyOf(hashAlgorithms);
    }
}
