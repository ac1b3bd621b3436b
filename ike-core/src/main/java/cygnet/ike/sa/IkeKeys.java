package cygnet.ike.sa;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import cygnet.crypto.prf.PrfAlgorithm;
import cygnet.crypto.protection.Protection;
import cygnet.crypto.protection.ProtectionAlgorithm;
import cygnet.ike.message.MessageProtection;

/** The keys of one IKE SA (RFC 7296 section 2.14), by its original roles. */
public final class IkeKeys implements AutoCloseable {
    private final PrfAlgorithm prf;
    private final Secret skD;
    private final Secret skAi;
    private final Secret skAr;
    private final Secret skEi;
    private final Secret skEr;
    private final Secret skPi;
    private final Secret skPr;

    private IkeKeys(PrfAlgorithm prf, ProtectionAlgorithm protection, Secret keyMaterial) {
        this.prf = prf;
        int a = protection.integrityKeyLength();
        int e = protection.encryptionKeyLength();
        int p = prf.outputLength();
        Cutter cutter = new Cutter(keyMaterial);
        this.skD = cutter.next(p);
        this.skAi = cutter.next(a);
        this.skAr = cutter.next(a);
        this.skEi = cutter.next(e);
        this.skEr = cutter.next(e);
        this.skPi = cutter.next(p);
        this.skPr = cutter.next(p);
    }

    /**
     * SKEYSEED = prf(Ni | Nr, g^ir). "[I]f the negotiated PRF takes a fixed-length key [...] use only the first 64 bits of
     * Ni and Nr": half the key from either.
     *
     * @param shared g^ir; wiped here
     */
    public static IkeKeys derive(IkeAlgorithms algorithms, Secret shared, Octets ni, Octets nr, IkeSpiPair spis) {
        try (shared;
                Secret nonces = Secret.copyOf(seedKey(algorithms.prf(), ni, nr));
                Secret skeyseed = algorithms.prf().compute(nonces, shared.reveal())) {
            return expand(algorithms, skeyseed, ni, nr, spis);
        }
    }

    private static Octets seedKey(PrfAlgorithm prf, Octets ni, Octets nr) {
        int half = prf.outputLength() / 2;
        return prf.hasFixedKeyLength() ? Octets.concat(ni.first(half), nr.first(half)) : Octets.concat(ni, nr);
    }

    /**
     * The keys of the SA that replaces this one: SKEYSEED = prf(SK_d (old), SK(0) | Ni | Nr | SK(1) | .. | SK(n)) with the
     * old PRF (RFC 7296 section 2.18, RFC 9370 section 2.2.4).
     */
    public IkeKeys rekey(IkeAlgorithms algorithms, SharedSecrets shared, Octets ni, Octets nr, IkeSpiPair spis) {
        try (Secret skeyseed = prf.compute(skD, shared.seed(ni, nr))) {
            return expand(algorithms, skeyseed, ni, nr, spis);
        }
    }

    /**
     * The keys after an additional key exchange: SKEYSEED(n) = prf(SK_d(n-1), SK(n) | Ni | Nr) (RFC 9370 section 2.2.2).
     *
     * @param shared SK(n); wiped here
     */
    public IkeKeys update(IkeAlgorithms algorithms, Secret shared, Octets ni, Octets nr, IkeSpiPair spis) {
        try (shared) {
            return rekey(algorithms, SharedSecrets.of(shared), ni, nr, spis);
        }
    }

    private static IkeKeys expand(IkeAlgorithms algorithms, Secret skeyseed, Octets ni, Octets nr, IkeSpiPair spis) {
        PrfAlgorithm prf = algorithms.prf();
        ProtectionAlgorithm protection = algorithms.protection();
        int length = 3 * prf.outputLength() + 2 * (protection.integrityKeyLength() + protection.encryptionKeyLength());
        Octets seed = Octets.concat(
                ni, nr, spis.initiator().octets(), spis.responder().octets());
        try (Secret keyMaterial = prf.expand(skeyseed, seed, length)) {
            return new IkeKeys(prf, protection, keyMaterial);
        }
    }

    /** The protection of messages for one side; {@code asInitiator} is the original role. */
    public MessageProtection protection(ProtectionAlgorithm algorithm, boolean asInitiator, RandomSource random) {
        Protection initiators = algorithm.withKeys(skEi, skAi);
        Protection responders = algorithm.withKeys(skEr, skAr);
        return asInitiator
                ? new MessageProtection(initiators, responders, random)
                : new MessageProtection(responders, initiators, random);
    }

    public PrfAlgorithm prf() {
        return prf;
    }

    /** SK_pi or SK_pr. */
    public Secret skP(boolean ofInitiator) {
        return ofInitiator ? skPi : skPr;
    }

    /** KEYMAT = prf+(SK_d, [SK(0)] | Ni | Nr | SK(1) | .. | SK(n)) (RFC 7296 section 2.17, RFC 9370 section 2.2.4). */
    public Secret keymat(SharedSecrets shared, Octets ni, Octets nr, int length) {
        return prf.expand(skD, shared.seed(ni, nr), length);
    }

    @Override
    public void close() {
        for (Secret key : new Secret[] {skD, skAi, skAr, skEi, skEr, skPi, skPr}) {
            key.close();
        }
    }

    /** Cuts key material into keys, from the left. */
    private static final class Cutter {
        private final Secret material;
        private int at;

        Cutter(Secret material) {
            this.material = material;
        }

        Secret next(int length) {
            at += length;
            return material.slice(at - length, at);
        }
    }
}
