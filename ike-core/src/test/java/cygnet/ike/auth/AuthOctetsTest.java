package cygnet.ike.auth;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import cygnet.ike.sa.Capabilities;
import cygnet.ike.sa.IkeAlgorithms;
import cygnet.ike.sa.IkeKeys;
import cygnet.ike.sa.IkeSpiPair;
import cygnet.ike.sa.InitResult;
import cygnet.ike.sa.IntermediateAuth;
import cygnet.ike.sa.NatStatus;
import cygnet.ike.simulation.Algorithms;
import cygnet.ike.simulation.SeededRandom;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** AUTH, computed once more from the texts of the RFCs with nothing but the HMAC of the JDK. */
final class AuthOctetsTest {
    private static final int KEY_OCTETS = 32;
    /** Of AES-GCM with a 256-bit key: the key and the salt (RFC 5282 section 7.1). */
    private static final int CIPHER_KEY_OCTETS = 36;

    private static final Octets ID = Octets.concat(Octets.ofHex("02000000"), Octets.ofAscii("alice.example.test"));

    private final SeededRandom random = new SeededRandom(7);
    private final Octets shared = random.octets(32);
    private final Octets ni = random.octets(32);
    private final Octets nr = random.octets(32);
    private final IkeSpi spiI = new IkeSpi(0x0102030405060708L);
    private final IkeSpi spiR = new IkeSpi(0x1112131415161718L);
    private final InitResult init = init();

    /** Rule R05 (RFC 7296 section 2.15). */
    @Test
    void whatIsSignedIsOnesOwnMessageTheOthersNonceAndTheMacOfOnesIdentity() throws GeneralSecurityException {
        assertThat(AuthOctets.signed(init, true, ID))
                .isEqualTo(Octets.concat(init.initiatorMessage(), nr, hmac(skP(true), ID)));
        assertThat(AuthOctets.signed(init, false, ID))
                .isEqualTo(Octets.concat(init.responderMessage(), ni, hmac(skP(false), ID)));
    }

    /** RFC 7296 section 2.15. */
    @Test
    void aSharedSecretIsPaddedWithText() throws GeneralSecurityException {
        Octets signed = AuthOctets.signed(init, true, ID);
        Octets secret = Octets.ofAscii("not very secret");

        assertThat(AuthOctets.sharedKeyMac(init, Secret.copyOf(secret), signed))
                .isEqualTo(hmac(hmac(secret, Octets.ofAscii("Key Pad for IKEv2")), signed));
    }

    /** Rule R64 (RFC 7619 section 2.1): SK_pi or SK_pr in place of the secret, so each direction has its own. */
    @Test
    void nobodysAuthIsAMacWithTheKeyOfItsDirection() throws GeneralSecurityException {
        for (boolean ofInitiator : new boolean[] {true, false}) {
            Octets signed = AuthOctets.signed(init, ofInitiator, ID);

            assertThat(AuthOctets.nullMac(init, ofInitiator, signed))
                    .isEqualTo(hmac(hmac(skP(ofInitiator), Octets.ofAscii("Key Pad for IKEv2")), signed));
        }
    }

    /** RFC 7296 section 2.14: SK_d, no keys of integrity with an AEAD, two of the cipher, then SK_pi and SK_pr. */
    private Octets skP(boolean ofInitiator) throws GeneralSecurityException {
        Octets seed = hmac(Octets.concat(ni, nr), shared);
        Octets text = Octets.concat(ni, nr, Octets.ofLong(spiI.value()), Octets.ofLong(spiR.value()));
        Octets keys = Octets.empty();
        Octets block = Octets.empty();
        for (int i = 1; keys.length() < 4 * KEY_OCTETS + 2 * CIPHER_KEY_OCTETS; i++) {
            block = hmac(seed, Octets.concat(block, text, Octets.of((byte) i)));
            keys = Octets.concat(keys, block);
        }
        int at = KEY_OCTETS + 2 * CIPHER_KEY_OCTETS + (ofInitiator ? 0 : KEY_OCTETS);
        return Octets.owning(Arrays.copyOfRange(keys.toByteArray(), at, at + KEY_OCTETS));
    }

    private static Octets hmac(Octets key, Octets text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.toByteArray(), "HmacSHA256"));
        return Octets.owning(mac.doFinal(text.toByteArray()));
    }

    private InitResult init() {
        IkeAlgorithms algorithms = IkeAlgorithms.of(Proposal.of(
                        ProtocolId.IKE, Algorithms.GCM, Algorithms.PRF256, Transform.of(TransformId.KE_CURVE25519)))
                .orElseThrow();
        return new InitResult(
                spiR,
                algorithms,
                IkeKeys.derive(algorithms, Secret.copyOf(shared), ni, nr, new IkeSpiPair(spiI, spiR)),
                ni,
                nr,
                random.octets(100),
                random.octets(120),
                NatStatus.NONE,
                Capabilities.NONE,
                IntermediateAuth.NONE);
    }
}
