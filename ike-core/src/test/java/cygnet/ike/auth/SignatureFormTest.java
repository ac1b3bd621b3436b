package cygnet.ike.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SignatureScheme;
import cygnet.crypto.signature.SigningKey;
import cygnet.ike.negotiation.AuthAnnouncements;
import cygnet.ike.negotiation.AuthAnnouncements.Announcement;
import cygnet.ike.payload.AuthPayload;
import cygnet.ike.registry.AuthMethod;
import cygnet.ike.sa.Capabilities;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which authentication method carries which signature (RFC 7427, RFC 4754, RFC 9593). */
class SignatureFormTest {
    private static final Octets MESSAGE = Octets.ofAscii("what AUTH covers");
    private static final RandomSource RANDOM = RandomSource.system();

    private final SigningKey p256 = SigningKey.generate(KeyType.ECDSA, 256, RANDOM);
    private final SigningKey p384 = SigningKey.generate(KeyType.ECDSA, 384, RANDOM);
    private final SigningKey p521 = SigningKey.generate(KeyType.ECDSA, 521, RANDOM);
    private final SigningKey ed25519 = SigningKey.generate(KeyType.ED25519, 0, RANDOM);

    @Test
    void aPeerThatKnowsRfc7427GetsMethod14() {
        assertThat(forms(p256, capabilities(List.of(2, 3, 4))))
                .extracting(SignatureForm::method)
                .containsOnly(AuthMethod.DIGITAL_SIGNATURE);
    }

    @Test
    void aPeerThatDoesNotGetsTheMethodOfTheCurve() {
        assertThat(forms(p256, Capabilities.NONE))
                .extracting(SignatureForm::method)
                .containsExactly(AuthMethod.ECDSA_256);
        assertThat(forms(p384, Capabilities.NONE))
                .extracting(SignatureForm::method)
                .containsExactly(AuthMethod.ECDSA_384);
        assertThat(forms(ed25519, Capabilities.NONE)).isEmpty();
    }

    @Test
    void aPeerThatSaysWhatItTakesGetsThat() {
        AuthAnnouncements only9 = new AuthAnnouncements(List.of(Announcement.of(AuthMethod.ECDSA_256)));
        Capabilities peer = capabilities(List.of(2, 3, 4)).withAuthMethods(Optional.of(only9));

        assertThat(forms(p256, peer)).extracting(SignatureForm::method).containsExactly(AuthMethod.ECDSA_256);
        assertThat(forms(p384, peer)).isEmpty();
    }

    /** RFC 4754 section 3: r and s, each of the curve's length. */
    @Test
    void theSignatureOfACurveHasItsLengthAndIsVerified() throws Exception {
        for (int i = 0; i < 50; i++) {
            Octets message = Octets.concat(MESSAGE, Octets.ofInt(i));
            AuthPayload auth = sign(p256, message);
            assertThat(auth.method()).isEqualTo(AuthMethod.ECDSA_256);
            assertThat(auth.value().length()).isEqualTo(64);
            SignatureForm.Received received = SignatureForm.parse(auth);
            assertThat(received.form().fits(p256.verificationKey())).isTrue();
            assertThat(p256.verificationKey().verify(received.form().scheme(), message, received.signature()))
                    .isTrue();
        }
        assertVerified(p384, AuthMethod.ECDSA_384, 96);
        assertVerified(p521, AuthMethod.ECDSA_521, 132);
    }

    private static void assertVerified(SigningKey key, AuthMethod method, int length) throws Exception {
        AuthPayload auth = sign(key, MESSAGE);
        assertThat(auth.method()).isEqualTo(method);
        assertThat(auth.value().length()).isEqualTo(length);
        SignatureForm.Received received = SignatureForm.parse(auth);
        assertThat(received.form().fits(key.verificationKey())).isTrue();
        assertThat(key.verificationKey().verify(received.form().scheme(), MESSAGE, received.signature()))
                .isTrue();
    }

    @Test
    void theMethodOfOneCurveIsNotForAKeyOfAnother() throws Exception {
        SignatureForm form = SignatureForm.parse(sign(p256, MESSAGE)).form();

        assertThat(form.fits(p384.verificationKey())).isFalse();
        assertThat(form.fits(ed25519.verificationKey())).isFalse();
    }

    @Test
    void aSignatureOfTheWrongLengthIsRefused() {
        for (int length : List.of(0, 1, 63, 65, 96)) {
            Octets value = Octets.of(new byte[length]);
            assertThatThrownBy(() -> SignatureForm.parse(new AuthPayload(AuthMethod.ECDSA_256, value)))
                    .isInstanceOf(CryptoException.class)
                    .hasMessage("an ECDSA signature of " + length + " octets, where there should be 64");
        }
    }

    @Test
    void numbersOutOfRangeVerifyNothing() throws Exception {
        for (Octets value : List.of(
                Octets.of(new byte[64]),
                Octets.ofHex("ff".repeat(64)),
                Octets.ofHex("00".repeat(32) + "01".repeat(32)))) {
            SignatureForm.Received received = SignatureForm.parse(new AuthPayload(AuthMethod.ECDSA_256, value));
            assertThat(p256.verificationKey().verify(received.form().scheme(), MESSAGE, received.signature()))
                    .isFalse();
        }
    }

    @Test
    void methodsThatAreNoSignaturesOfOursAreNamed() {
        assertThatThrownBy(() -> SignatureForm.parse(new AuthPayload(new AuthMethod(12), MESSAGE)))
                .hasMessage("AUTH method Generic Secure Password Authentication Method is not supported");
        assertThatThrownBy(() -> SignatureForm.parse(new AuthPayload(new AuthMethod(201), MESSAGE)))
                .hasMessage("AUTH method authentication method 201 is not supported");
    }

    /** RFC 9593 section 3.2: the three forms of an announcement. */
    @Test
    void announcementsAreEncodedAndRead() {
        AuthAnnouncements methods = new AuthAnnouncements(List.of(
                Announcement.of(AuthMethod.SHARED_KEY_MIC),
                Announcement.of(AuthMethod.ECDSA_384),
                Announcement.digital(SignatureScheme.ED25519)));

        assertThat(methods.encode()).isEqualTo(Octets.ofHex("0202 030a00 0a0e00 3005 0603 2b6570"));
        assertThat(AuthAnnouncements.parse(methods.encode())).contains(methods);
    }

    @Test
    void announcementsThatMakeNoSenseAreNone() {
        for (String data : List.of("", "00", "01", "0102", "030a", "020203", "0202ff")) {
            assertThat(AuthAnnouncements.parse(Octets.ofHex(data))).as(data).isEmpty();
        }
        // An algorithm that nobody knows is an announcement all the same: it takes none of ours.
        assertThat(AuthAnnouncements.parse(Octets.ofHex("0a0e00 3005 0603 2b6501"))
                        .orElseThrow()
                        .announced())
                .isEmpty();
    }

    private static Capabilities capabilities(List<Integer> hashAlgorithms) {
        return new Capabilities(false, hashAlgorithms, Optional.empty(), false, false);
    }

    private static List<SignatureForm> forms(SigningKey key, Capabilities peer) {
        return SignatureForm.of(key.verificationKey(), peer, false);
    }

    private static AuthPayload sign(SigningKey key, Octets message) throws CryptoException {
        SignatureForm form = forms(key, Capabilities.NONE).get(0);
        return form.payload(key.sign(form.scheme(), message, RANDOM));
    }
}
