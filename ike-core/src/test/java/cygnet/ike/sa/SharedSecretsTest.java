package cygnet.ike.sa;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.crypto.prf.PrfAlgorithm;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.registry.TransformId;
import cygnet.ike.simulation.Algorithms;
import org.junit.jupiter.api.Test;

/** Keys of several key exchanges (RFC 9370 section 2.2.4), computed here once more from the PRF alone. */
class SharedSecretsTest {
    private static final PrfAlgorithm PRF = PrfAlgorithm.HMAC_SHA2_256;
    private static final IkeAlgorithms ALGORITHMS =
            IkeAlgorithms.of(Algorithms.ike(TransformId.KE_CURVE25519)).orElseThrow();
    private static final IkeSpiPair OLD = new IkeSpiPair(new IkeSpi(1), new IkeSpi(2));
    private static final IkeSpiPair NEW = new IkeSpiPair(new IkeSpi(3), new IkeSpi(4));
    private static final Octets NI = Octets.ofAscii("the initiator's nonce");
    private static final Octets NR = Octets.ofAscii("the responder's nonce");
    private static final Octets FIRST = Octets.ofAscii("SK(0)");
    private static final Octets SECOND = Octets.ofAscii("SK(1), of another length");
    private static final Octets THIRD = Octets.ofAscii("SK(2)");
    private static final int SK_D = PRF.outputLength();
    /** SK_d, SK_ei and SK_er with salt, SK_pi, SK_pr: with AES-GCM there are no SK_a. */
    private static final int ALL = 3 * PRF.outputLength() + 2 * 36;

    private final IkeKeys old = IkeKeys.derive(ALGORITHMS, Secret.copyOf(Octets.ofAscii("g^ir")), NI, NR, OLD);
    private final Secret oldSkD = expanded(
                    PRF.compute(Secret.copyOf(Octets.concat(NI, NR)), Octets.ofAscii("g^ir")), OLD)
            .slice(0, SK_D);

    /** SKEYSEED = prf(SK_d (old), SK(0) | Ni | Nr | SK(1) | .. | SK(n)). */
    @Test
    void theKeysOfASuccessorDependOnAllSecretsInTheirOrder() {
        IkeKeys keys = old.rekey(ALGORITHMS, secrets(), NI, NR, NEW);

        Secret expected = expanded(PRF.compute(oldSkD, Octets.concat(FIRST, NI, NR, SECOND, THIRD)), NEW);
        assertThat(keys.skP(true)).isEqualTo(expected.slice(ALL - 2 * SK_D, ALL - SK_D));
        assertThat(keys.skP(false)).isEqualTo(expected.slice(ALL - SK_D, ALL));
    }

    /** KEYMAT = prf+(SK_d, SK(0) | Ni | Nr | SK(1) | .. | SK(n)). */
    @Test
    void keymatDependsOnAllSecretsInTheirOrder() {
        assertThat(old.keymat(secrets(), NI, NR, 72))
                .isEqualTo(PRF.expand(oldSkD, Octets.concat(FIRST, NI, NR, SECOND, THIRD), 72));
    }

    /** RFC 7296 section 2.17. */
    @Test
    void keymatWithoutAKeyExchangeDependsOnTheNoncesAlone() {
        assertThat(old.keymat(SharedSecrets.none(), NI, NR, 72))
                .isEqualTo(PRF.expand(oldSkD, Octets.concat(NI, NR), 72));
    }

    @Test
    void allAreWipedTogether() {
        Secret first = Secret.copyOf(FIRST);
        Secret second = Secret.copyOf(SECOND);
        SharedSecrets secrets = SharedSecrets.of(first);
        secrets.add(second);
        secrets.close();

        assertThat(first.isClosed()).isTrue();
        assertThat(second.isClosed()).isTrue();
    }

    private static SharedSecrets secrets() {
        SharedSecrets secrets = SharedSecrets.of(Secret.copyOf(FIRST));
        secrets.add(Secret.copyOf(SECOND));
        secrets.add(Secret.copyOf(THIRD));
        return secrets;
    }

    private static Secret expanded(Secret skeyseed, IkeSpiPair spis) {
        return PRF.expand(
                skeyseed,
                Octets.concat(
                        NI, NR, spis.initiator().octets(), spis.responder().octets()),
                ALL);
    }
}
