package cygnet.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With Bouncy Castle registered before all others, as another library in the same process may do. */
class ProvidersTest {
    @BeforeEach
    void registerBouncyCastleFirst() {
        Security.insertProviderAt(new BouncyCastleProvider(), 1);
    }

    @AfterEach
    void removeBouncyCastle() {
        Security.removeProvider(BouncyCastleProvider.PROVIDER_NAME);
    }

    @Test
    void everyPrimitiveComesFromItsOwnProviderWhateverTheOrder() {
        assertThat(Security.getProviders()[0].getName()).isEqualTo("BC");
        assertThat(Providers.digest("SHA-256").getProvider().getName()).isEqualTo("SUN");
        assertThat(Providers.mac("HmacSHA256").getProvider().getName()).isEqualTo("SunJCE");
        assertThat(Providers.cipher("AES/GCM/NoPadding").getProvider().getName())
                .isEqualTo("SunJCE");
        assertThat(Providers.modpAgreement().getProvider().getName()).isEqualTo("SunJCE");
        assertThat(Providers.modpKeyFactory().getProvider().getName()).isEqualTo("SunJCE");
        assertThat(Providers.modpKeyPairGenerator().getProvider().getName()).isEqualTo("SunJCE");
        assertThat(Providers.rsaSignature("RSASSA-PSS").getProvider().getName()).isEqualTo("SunRsaSign");
        assertThat(Providers.rsaKeyFactory().getProvider().getName()).isEqualTo("SunRsaSign");
        assertThat(Providers.rsaKeyPairGenerator().getProvider().getName()).isEqualTo("SunRsaSign");
    }

    @Test
    void aPrimitiveThatTheProviderLacksIsNamed() {
        assertThatThrownBy(() -> Providers.mac("HmacMoon"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this Java runtime has no HmacMoon in SunJCE");
    }
}
