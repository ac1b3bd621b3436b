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
    static final String RSA_1024 =
            "AwEAAbBtwK1kHKcTb8tuANFaSEhW7UAD7IXcHaNf2qTCsYf2WcQLTDHZe2MvijfBb0pi3l8pofFA9Zp8EYDVQDZZDH515dwoMzBi"
                    + "z+qJhPdncXpTWycTNxQwkWxkP0v3Mam0pPpjD154TBwu5hxHO7tP6y0v2D2vnVCwMTC98P64CUFP";
    static final String OTHER_RSA =
            "AwEAAacyuq4K4Nm4RMX5DlAdfay8WMh4bYnSQ8A7kmxWpFH+t9al4MjhDWP1nb9INsYhT6C09iORUNcIlzcv1NAO2+ceP9ZVZoqc"
                    + "nY5FvaUWEuGwc77BT+P3nBJfYgR1cm+l7can968W5c0ce9n/osfEOBhcQFKWjECV20ShWTWb5bN8Sc2sqC1CHQtA2wGUy418Nf0N"
                    + "0JrvjWzyJX4sMsnTiU4roRbVP6YXh08yVJSDJJyEUFaPM/EMJdbGhvC+iHQ2m7V05foihevUdbdaH3rXizmFoAiOGNTdDMT9ewC0"
                    + "BqVEZS8HFV7ViaHKiEN3lMH3/r6fS3l+eCLg/2CcXHJYHOk=";
    static final String RSA_3072 =
            "AwEAAZMKhghQr/Pr2CRCUm0F7tB7Q0BMcc31PELsLtMYAGceqFEq2FAeC/HiWU4N9J5R6FjgoVZgr9n+yxTmlqTHxWqjGrG/UKvC"
                    + "N4YsabPUqMcQHDeyio5/zHBbVZuYOmGocT42QfXR5itcDfG7A7Vx4b3K+aQih/RB9w7vT4aXwh46L/DrHxeU1ZvwjGgH2pgF3zL3"
                    + "XuNL/msfsyj1keEMyx8lHMlRsDqC18Ole0tDi9zE1uS9Jb6/TZO6gldTn1+ODh2UDCSOqD4LnULPsR1Df+nmI0UHTShvzKai94u9"
                    + "Etfx2NJxzsNCGHsN+5tH2o5NrNcgbVqsFM75cUVEtAPALuNeC85GKiY76ca2LBpeEtX1ChBc2law8s/zL14BtOmXKoNYlKc+hBUq"
                    + "Jnk1XST4lt5UXDp9ee5jldDlbLFi+xmvkx+fzSz4aefDW8KoFxZMcwIGrIHzjq/AGe3yKrJes0FwNxZJ57TshcXRD23JXtAkybVH"
                    + "2PmHCCbMYk7xEb1Obw==";
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

    /** The text of a TXT record, in as many strings as it takes. */
    static String strings(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("(?s)(.{1,200})", "\"$1\" ");
    }

    static Name name(String text) {
        return Name.fromConstantString(text);
    }
}
