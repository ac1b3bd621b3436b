package cygnet.dns.publish;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.signature.VerificationKey;
import java.util.Optional;
import org.xbill.DNS.IPSECKEYRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Records, as they are told to people. */
final class Words {
    private static final int MAX_LENGTH = 200;

    private Words() {}

    /** Text from the network made fit for a terminal or a log: one line, plain ASCII, of bounded length. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
        for (int i = 0; i < text.length() && i < MAX_LENGTH; i++) {
            char c = text.charAt(i);
            printable.append(c >= ' ' && c <= '~' ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return text.length() > MAX_LENGTH ? printable.append("...").toString() : printable.toString();
    }

    /** Without the trailing dot. */
    static String name(Name name) {
        return name.equals(Name.root) ? "." : printable(name.toString(true));
    }

    /** The record's type and what a person would recognise it by. */
    static String of(Record dnsRecord) {
        if (dnsRecord instanceof IPSECKEYRecord ipsecKey) {
            return "IPSECKEY "
                    + key(ipsecKey)
                            .map(VerificationKey::fingerprint)
                            .orElse("that can't be used (algorithm " + ipsecKey.getAlgorithmType() + ", gateway type "
                                    + ipsecKey.getGatewayType() + ")");
        }
        return Type.string(dnsRecord.getType()) + " " + printable(dnsRecord.rdataToString());
    }

    /** The key of the host itself; none if the record names a gateway or holds no key that can be used. */
    static Optional<VerificationKey> key(IPSECKEYRecord ipsecKey) {
        byte[] key = ipsecKey.getKey();
        if (ipsecKey.getGatewayType() != IPSECKEYRecord.Gateway.None || key == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(VerificationKey.ofIpsecKey(ipsecKey.getAlgorithmType(), Octets.of(key)));
        } catch (CryptoException e) {
            return Optional.empty();
        }
    }
}
