package cygnet.ike.message;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import cygnet.crypto.protection.IntegrityAlgorithm;
import cygnet.crypto.protection.Protection;
import cygnet.crypto.protection.ProtectionAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A conversation of real peers, from a file: a line {@code suite}, then for each IKE SA a line {@code sa} with its
 * initiator's SPI, its keys by name, and its messages in order, each with the datagrams that carried it.
 */
final class Capture {
    private final List<Sa> sas = new ArrayList<>();
    private ProtectionAlgorithm algorithm;

    /** One message: what the peer's log calls it, and its datagrams, several if it was fragmented. */
    record Message(String summary, List<Octets> datagrams) {}

    /** One IKE SA with its keys. */
    record Sa(ProtectionAlgorithm algorithm, Map<String, Octets> keys, List<Message> messages) {
        /** Sees what the initiator sees: opens the responder's messages. */
        MessageProtection atInitiator(RandomSource random) {
            return new MessageProtection(ofInitiator(), ofResponder(), random);
        }

        /** Sees what the responder sees. */
        MessageProtection atResponder(RandomSource random) {
            return new MessageProtection(ofResponder(), ofInitiator(), random);
        }

        private Protection ofInitiator() {
            return protection("sk_ei", "sk_ai");
        }

        private Protection ofResponder() {
            return protection("sk_er", "sk_ar");
        }

        private Protection protection(String encryptionKey, String integrityKey) {
            return algorithm.withKeys(
                    Secret.copyOf(keys.get(encryptionKey)),
                    Secret.copyOf(keys.getOrDefault(integrityKey, Octets.empty())));
        }
    }

    private Capture(String text) {
        for (String line : text.lines().toList()) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                int space = line.indexOf(' ');
                read(line.substring(0, space), line.substring(space + 1));
            }
        }
    }

    static List<Sa> of(String resource) {
        try (InputStream in = Capture.class.getResourceAsStream(resource)) {
            return new Capture(new String(in.readAllBytes(), StandardCharsets.UTF_8)).sas;
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    private void read(String word, String value) {
        switch (word) {
            case "suite" -> algorithm = algorithm(value.split(" "));
            case "sa" -> sas.add(new Sa(algorithm, new HashMap<>(), new ArrayList<>()));
            case "message" -> last(sas).messages().add(new Message(value, new ArrayList<>()));
            case "datagram" -> last(last(sas).messages()).datagrams().add(Octets.ofHex(value));
            default -> last(sas).keys().put(word, Octets.ofHex(value));
        }
    }

    private static ProtectionAlgorithm algorithm(String... suite) {
        return switch (suite[0]) {
            case "AES_GCM_16" -> ProtectionAlgorithm.aesGcm16(Integer.parseInt(suite[1]));
            case "AES_CBC" ->
                ProtectionAlgorithm.aesCbc(Integer.parseInt(suite[1]), IntegrityAlgorithm.valueOf(suite[2]));
            case "CHACHA20_POLY1305" -> ProtectionAlgorithm.chaCha20Poly1305();
            default -> throw new IllegalArgumentException(suite[0]);
        };
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }
}
