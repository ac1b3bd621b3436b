package cygnet.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;

class SecretTest {
    private static final Octets OCTETS = Octets.ofHex("00 11 22 33 de ad be ef");

    @Test
    void aSecretNeverPrintsItself() {
        Secret secret = Secret.copyOf(OCTETS);
        assertThat(secret).hasToString("Secret[8 octets]");
        assertThat(secret.asKey("AES")).hasToString("AES Secret[8 octets]");
    }

    @Test
    void closingWipesTheArrayThatWasHandedIn() {
        byte[] bytes = OCTETS.toByteArray();
        Secret secret = Secret.owning(bytes);
        secret.close();
        assertThat(bytes).containsOnly(0);
        assertThat(secret.isClosed()).isTrue();
    }

    @Test
    void aClosedSecretRefusesToBeRead() {
        Secret secret = Secret.copyOf(OCTETS);
        SecretKey key = secret.asKey("AES");
        secret.close();
        assertThatThrownBy(secret::copy).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(secret::reveal).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> secret.slice(0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Secret.concat(secret, Secret.copyOf(OCTETS)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(key::getEncoded).isInstanceOf(IllegalStateException.class);
        assertThat(key.isDestroyed()).isTrue();
    }

    @Test
    void destroyingTheKeyWipesTheSecret() throws Exception {
        byte[] bytes = OCTETS.toByteArray();
        Secret.owning(bytes).asKey("AES").destroy();
        assertThat(bytes).containsOnly(0);
    }

    @Test
    void aCopyIsTheCallersOwn() {
        Secret secret = Secret.copyOf(OCTETS);
        secret.copy()[0] = 1;
        secret.slice(0, 4).close();
        assertThat(secret.reveal()).isEqualTo(OCTETS);
    }

    @Test
    void slicesAndConcatenationsHoldTheRightOctets() {
        Secret secret = Secret.copyOf(OCTETS);
        assertThat(Secret.concat(secret.slice(4, 8), secret.slice(0, 4)).reveal())
                .isEqualTo(Octets.ofHex("deadbeef 00112233"));
        assertThatThrownBy(() -> secret.slice(4, 9)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> secret.slice(-1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void secretsAreEqualByContentsAndDifferOnceOneIsClosed() {
        Secret one = Secret.copyOf(OCTETS);
        Secret same = Secret.copyOf(OCTETS);
        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(one).isNotEqualTo(Secret.copyOf(Octets.ofHex("00112233deadbeee")));
        Secret zeros = Secret.owning(new byte[8]);
        same.close();
        assertThat(same).isNotEqualTo(one).isNotEqualTo(zeros);
    }

    @Test
    void aSecretCannotBeSerialised() throws IOException {
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> out.writeObject(Secret.copyOf(OCTETS).asKey("AES")))
                    .isInstanceOf(NotSerializableException.class);
        }
    }
}
