package cygnet.ike.engine;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import cygnet.crypto.prf.PrfAlgorithm;
import cygnet.ike.address.IpAddress;
import cygnet.ike.message.IkeSpi;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;

/**
 * Stateless cookies (RFC 7296 section 2.6): proof that the initiator receives what is sent to its address. A cookie is
 * the number of a secret and the MAC of nonce, address and SPI; the port is left out, since a NAT may change it.
 */
final class Cookies {
    private static final Duration SECRET_LIFETIME = Duration.ofSeconds(60);
    private static final int SECRET_OCTETS = 32;
    private static final int MAC_OCTETS = 16;

    private final RandomSource random;
    private Secret current;
    private Secret previous;
    private int version;
    private Instant renewedAt;

    Cookies(RandomSource random, Instant now) {
        this.random = random;
        this.current = Secret.copyOf(random.octets(SECRET_OCTETS));
        this.previous = Secret.copyOf(random.octets(SECRET_OCTETS));
        this.renewedAt = now;
    }

    Octets make(Octets nonce, IpAddress address, IkeSpi spi, Instant now) {
        renew(now);
        return cookie(version, current, nonce, address, spi);
    }

    /** Whether the cookie was made with the current or the previous secret. */
    boolean isGood(Octets cookie, Octets nonce, IpAddress address, IkeSpi spi, Instant now) {
        renew(now);
        if (cookie.length() != 1 + MAC_OCTETS) {
            return false;
        }
        boolean isCurrent = cookie.at(0) == version;
        Octets expected = isCurrent
                ? cookie(version, current, nonce, address, spi)
                : cookie((version - 1) & 0xff, previous, nonce, address, spi);
        return MessageDigest.isEqual(expected.toByteArray(), cookie.toByteArray());
    }

    private void renew(Instant now) {
        Duration age = Duration.between(renewedAt, now);
        if (age.compareTo(SECRET_LIFETIME) >= 0) {
            renewOnce();
            if (age.compareTo(SECRET_LIFETIME.multipliedBy(2)) >= 0) {
                // Nobody has asked for long: the secret that was current would be the previous one only by name.
                renewOnce();
            }
            renewedAt = now;
        }
    }

    private void renewOnce() {
        previous.close();
        previous = current;
        current = Secret.copyOf(random.octets(SECRET_OCTETS));
        version = (version + 1) & 0xff;
    }

    private static Octets cookie(int version, Secret secret, Octets nonce, IpAddress address, IkeSpi spi) {
        try (Secret mac = PrfAlgorithm.HMAC_SHA2_256.compute(secret, nonce, address.octets(), spi.octets())) {
            return Octets.concat(Octets.of((byte) version), mac.reveal().first(MAC_OCTETS));
        }
    }
}
