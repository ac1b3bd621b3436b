package cygnet.ike.message;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import cygnet.crypto.protection.IntegrityAlgorithm;
import cygnet.crypto.protection.Protection;
import cygnet.crypto.protection.ProtectionAlgorithm;
import cygnet.ike.payload.Payload;
import cygnet.ike.registry.ExchangeType;
import java.util.Arrays;
import java.util.List;

/** Headers, octets and keys for tests of messages. */
final class Messages {
    static final String SPI_I = "0011223344556677";
    static final String SPI_R = "8899aabbccddeeff";
    static final String NO_SPI = "0000000000000000";
    static final String NONCE_BODY = "000102030405060708090a0b0c0d0e0f";

    private static final RandomSource RANDOM = new TestRandom(4);

    private Messages() {}

    /**
     * A message from hexadecimal, with the length that it has.
     *
     * @param middle Next Payload, version, exchange type and flags
     */
    static Octets message(String spis, String middle, String payloads) {
        return message(spis, middle, payloads, 28 + Octets.ofHex(payloads).length());
    }

    static Octets message(String spis, String middle, String payloads, int length) {
        return Octets.concat(
                Octets.ofHex(spis),
                Octets.ofHex(middle),
                Octets.ofInt(0),
                Octets.ofInt(length),
                Octets.ofHex(payloads));
    }

    /** An IKE_SA_INIT request that begins with a payload of this type. */
    static Octets init(int firstPayload, String payloads) {
        return message(SPI_I + NO_SPI, String.format("%02x202208", firstPayload), payloads);
    }

    /** An INFORMATIONAL request in an IKE SA. */
    static Octets informational(int firstPayload, String payloads) {
        return message(SPI_I + SPI_R, String.format("%02x202508", firstPayload), payloads);
    }

    static String payload(int next, int flags, String body) {
        return String.format("%02x%02x%04x", next, flags, 4 + Octets.ofHex(body).length()) + body;
    }

    static IkeHeader header(ExchangeType exchange, boolean response, int messageId) {
        return IkeHeader.of(
                new IkeSpi(0x0011223344556677L),
                new IkeSpi(0x8899aabbccddeeffL),
                exchange,
                !response,
                response,
                messageId);
    }

    static IkeMessage request(Payload... payloads) {
        return new IkeMessage(header(ExchangeType.IKE_AUTH, false, 1), List.of(payloads));
    }

    static ProtectionAlgorithm gcm() {
        return ProtectionAlgorithm.aesGcm16(128);
    }

    static ProtectionAlgorithm cbc() {
        return ProtectionAlgorithm.aesCbc(256, IntegrityAlgorithm.HMAC_SHA2_384_192);
    }

    static ProtectionAlgorithm chaCha() {
        return ProtectionAlgorithm.chaCha20Poly1305();
    }

    static Protection keyed(ProtectionAlgorithm algorithm, int octet) {
        return algorithm.withKeys(
                Secret.owning(filled(algorithm.encryptionKeyLength(), octet)),
                Secret.owning(filled(algorithm.integrityKeyLength(), octet + 1)));
    }

    /** The initiator's end, which seals requests. */
    static MessageProtection initiator(ProtectionAlgorithm algorithm) {
        return new MessageProtection(keyed(algorithm, 10), keyed(algorithm, 20), RANDOM);
    }

    /** The other end. */
    static MessageProtection responder(ProtectionAlgorithm algorithm) {
        return new MessageProtection(keyed(algorithm, 20), keyed(algorithm, 10), RANDOM);
    }

    private static byte[] filled(int length, int octet) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) octet);
        return bytes;
    }
}
