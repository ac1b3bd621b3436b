package cygnet.crypto.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.crypto.SeededRandom;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectionTest {
    private static final Octets HEADER = Octets.ofAscii("an IKE header and a payload header");
    private static final Octets PLAINTEXT = Octets.ofAscii("inner payloads");

    private final SeededRandom random = new SeededRandom(4711);

    static Stream<ProtectionAlgorithm> algorithms() {
        return Stream.concat(
                Stream.of(
                        ProtectionAlgorithm.aesGcm16(128),
                        ProtectionAlgorithm.aesGcm16(192),
                        ProtectionAlgorithm.aesGcm16(256),
                        ProtectionAlgorithm.aesCcm(128, 8),
                        ProtectionAlgorithm.aesCcm(192, 12),
                        ProtectionAlgorithm.aesCcm(256, 16),
                        ProtectionAlgorithm.aesCtr(128, IntegrityAlgorithm.AES_XCBC_96),
                        ProtectionAlgorithm.aesCtr(256, IntegrityAlgorithm.HMAC_SHA2_256_128),
                        ProtectionAlgorithm.chaCha20Poly1305()),
                Stream.of(IntegrityAlgorithm.values())
                        .flatMap(integrity ->
                                Stream.of(128, 192, 256).map(bits -> ProtectionAlgorithm.aesCbc(bits, integrity))));
    }

    private Protection keyed(ProtectionAlgorithm algorithm) {
        SeededRandom keys = new SeededRandom(1);
        return algorithm.withKeys(
                Secret.copyOf(keys.octets(algorithm.encryptionKeyLength())),
                Secret.copyOf(keys.octets(algorithm.integrityKeyLength())));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void whatIsSealedOpensWhateverItsLength(ProtectionAlgorithm algorithm) throws CryptoException {
        Protection sealing = keyed(algorithm);
        Protection opening = keyed(algorithm);
        for (int length = 0; length < 300; length++) {
            Octets plaintext = random.octets(length);
            Octets header = random.octets(28 + random.below(100));
            Octets body = sealing.seal(header, plaintext, random);
            assertThat(body.length()).isEqualTo(sealing.sealedLength(length));
            assertThat(opening.open(header, body)).isEqualTo(plaintext);
        }
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void capacityIsTheGreatestPlaintextThatFits(ProtectionAlgorithm algorithm) {
        Protection protection = keyed(algorithm);
        int least = protection.sealedLength(0);
        for (int body = 0; body < least; body++) {
            assertThat(protection.plaintextCapacity(body)).isNegative();
        }
        for (int body = least; body < least + 300; body++) {
            int capacity = protection.plaintextCapacity(body);
            assertThat(capacity).isNotNegative();
            assertThat(protection.sealedLength(capacity)).isLessThanOrEqualTo(body);
            assertThat(protection.sealedLength(capacity + 1)).isGreaterThan(body);
        }
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void everyChangedBitIsNoticed(ProtectionAlgorithm algorithm) {
        Octets body = keyed(algorithm).seal(HEADER, PLAINTEXT, random);
        Protection opening = keyed(algorithm);
        for (int i = 0; i < body.length(); i++) {
            Octets changed = flip(body, i);
            assertThatThrownBy(() -> opening.open(HEADER, changed))
                    .isInstanceOf(CryptoException.class)
                    .hasMessage("the ICV is wrong");
        }
        for (int i = 0; i < HEADER.length(); i++) {
            Octets changed = flip(HEADER, i);
            assertThatThrownBy(() -> opening.open(changed, body)).isInstanceOf(CryptoException.class);
        }
        assertThatCode(() -> opening.open(HEADER, body)).doesNotThrowAnyException();
    }

    private Octets flip(Octets octets, int index) {
        byte[] bytes = octets.toByteArray();
        bytes[index] ^= (byte) (1 << random.below(Byte.SIZE));
        return Octets.owning(bytes);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void aBodyOfEveryOtherLengthIsRefused(ProtectionAlgorithm algorithm) {
        Octets body = keyed(algorithm).seal(HEADER, PLAINTEXT, random);
        Protection opening = keyed(algorithm);
        for (int length = 0; length < body.length(); length++) {
            Octets cut = body.first(length);
            assertThatThrownBy(() -> opening.open(HEADER, cut)).isInstanceOf(CryptoException.class);
        }
        Octets longer = Octets.concat(body, Octets.owning(new byte[16]));
        assertThatThrownBy(() -> opening.open(HEADER, longer)).isInstanceOf(CryptoException.class);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void aBodyOpensTwiceAndAfterAForgeryWithItsIv(ProtectionAlgorithm algorithm) throws CryptoException {
        Octets body = keyed(algorithm).seal(HEADER, PLAINTEXT, random);
        Protection opening = keyed(algorithm);
        Octets forgery = flip(body, body.length() - 1);
        assertThatThrownBy(() -> opening.open(HEADER, forgery)).isInstanceOf(CryptoException.class);
        assertThat(opening.open(HEADER, body)).isEqualTo(PLAINTEXT);
        assertThat(opening.open(HEADER, body)).isEqualTo(PLAINTEXT);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void noIvIsUsedTwice(ProtectionAlgorithm algorithm) {
        Protection sealing = keyed(algorithm);
        int ivLength = 8;
        Set<Octets> ivs = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(ivs.add(sealing.seal(HEADER, PLAINTEXT, random).first(ivLength)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void aClosedProtectionNeitherSealsNorOpens(ProtectionAlgorithm algorithm) {
        Protection protection = keyed(algorithm);
        Octets body = protection.seal(HEADER, PLAINTEXT, random);
        protection.close();
        assertThatThrownBy(() -> protection.seal(HEADER, PLAINTEXT, random)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> protection.open(HEADER, body)).isInstanceOf(Exception.class);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void theCallersKeysAreCopied(ProtectionAlgorithm algorithm) throws CryptoException {
        SeededRandom keys = new SeededRandom(1);
        Secret encryptionKey = Secret.copyOf(keys.octets(algorithm.encryptionKeyLength()));
        Secret integrityKey = Secret.copyOf(keys.octets(algorithm.integrityKeyLength()));
        Protection protection = algorithm.withKeys(encryptionKey, integrityKey);
        encryptionKey.close();
        integrityKey.close();
        assertThat(protection.open(HEADER, keyed(algorithm).seal(HEADER, PLAINTEXT, random)))
                .isEqualTo(PLAINTEXT);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void keysOfAnotherLengthAreRefused(ProtectionAlgorithm algorithm) {
        Secret encryptionKey = Secret.owning(new byte[algorithm.encryptionKeyLength()]);
        Secret integrityKey = Secret.owning(new byte[algorithm.integrityKeyLength()]);
        assertThatThrownBy(() ->
                        algorithm.withKeys(Secret.owning(new byte[algorithm.encryptionKeyLength() - 1]), integrityKey))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the encryption key");
        assertThatThrownBy(() ->
                        algorithm.withKeys(encryptionKey, Secret.owning(new byte[algorithm.integrityKeyLength() + 1])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the integrity key");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 64, 127, 512, -128})
    void thereIsNoAesKeyOfAnotherSize(int bits) {
        assertThatThrownBy(() -> ProtectionAlgorithm.aesGcm16(bits)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ProtectionAlgorithm.aesCbc(bits, IntegrityAlgorithm.HMAC_SHA2_256_128))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keyLengthsAreThoseOfTheRfcs() {
        assertThat(ProtectionAlgorithm.aesGcm16(128).encryptionKeyLength()).isEqualTo(20);
        assertThat(ProtectionAlgorithm.aesGcm16(256).encryptionKeyLength()).isEqualTo(36);
        assertThat(ProtectionAlgorithm.chaCha20Poly1305().encryptionKeyLength()).isEqualTo(36);
        ProtectionAlgorithm cbc = ProtectionAlgorithm.aesCbc(192, IntegrityAlgorithm.HMAC_SHA2_512_256);
        assertThat(cbc.encryptionKeyLength()).isEqualTo(24);
        assertThat(cbc.integrityKeyLength()).isEqualTo(64);
        assertThat(IntegrityAlgorithm.HMAC_SHA2_384_192.icvLength()).isEqualTo(24);
    }

    @Test
    void aPadLengthBeyondThePlaintextIsRefusedAlthoughTheIcvIsRight() throws GeneralSecurityException {
        byte[] key = new byte[16];
        byte[] nonce = new byte[12];
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(HEADER.toByteArray());
        Octets body = Octets.concat(Octets.owning(new byte[8]), Octets.owning(cipher.doFinal(new byte[] {7, 8, 9, 4})));
        Protection opening =
                ProtectionAlgorithm.aesGcm16(128).withKeys(Secret.owning(new byte[20]), Secret.copyOf(Octets.empty()));
        assertThatThrownBy(() -> opening.open(HEADER, body))
                .isInstanceOf(CryptoException.class)
                .hasMessage("Pad Length 4 exceeds the 3 octets before it");
    }
}
