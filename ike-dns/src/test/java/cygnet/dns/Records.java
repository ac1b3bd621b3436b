package cygnet.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** Records for tests, and the keys in them. */
final class Records {
    static final String RSA =
            "AwEAAapacj847oAEUSCx/46pwG9N/+7TLQM0mYlh9hRzng+3gLgs1f9rLgkttlcM7BF4+kcv4nX1hqtLQ35f1obI5NoIR5WL"
                    + "Pg0A4K6mZYmPcWzt8zyxCm6Q5/0YEoyowmUElBZgSBOyUFEaIFDMqZLx9CTJebyyQuPo9VEUNLxPiygs4ScaPFH2M24d9s+98vUj"
                    + "1fMH6BNS8+lpWWwX/a9Y3mjoWV0rMI/Dsw9sJm+C8WI4i/NQkbchjfCQuZXJG0bbmzqpVZH12zNzRaN37WxdpXYJ6nRBwk1gV9Sb"
                    + "0oHJAZHfaQ3QboTyYucao4OYLt10itdhhu9whOyMSbZ+iL0f3R0=";
    static final String P256 =
            "zR5lo3StK5nd5rboEmcxPgxjlisqmxaj3QXMNzIWoowmGVKIPK8IvRbJFColRYs4SOtoG6n4jFTQRVCvozSWNA==";
    static final String P384 =
            "ZV+J4k26jCpm172Dch0exoPB1qF/v4QBJbT8sDr5y7g6q4Krpnk16J50IjALy0Rgwt+RIBHl0jff+FRzHeqZoP1+9fsN"
                    + "qkXHiYtOZvDAyy/AUNGvIfqkhQBDhb/7XFFw";
    static final String ED25519 = "zD5lOij5pDKgwbGaRwRDtp1wBwov19LrXOZyaUP6Hb4=";

    private Records() {}

    /** One line of a zone file with absolute names and a TTL. */
    static Record parse(String line) {
        try (Master master =
                new Master(new ByteArrayInputStream(line.getBytes(StandardCharsets.US_ASCII)), Name.root)) {
            Record record = master.nextRecord();
            if (record == null) {
                throw new IllegalArgumentException("no record: " + line);
            }
            return record;
        } catch (IOException e) {
            throw new IllegalArgumentException(line, e);
        }
    }

    static Name name(String text) {
        return Name.fromConstantString(text);
    }
}
