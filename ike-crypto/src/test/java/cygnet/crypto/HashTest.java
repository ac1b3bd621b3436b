package cygnet.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The digests are those of FIPS 180-4's examples for "abc". */
class HashTest {
    private static final Octets ABC = Octets.ofAscii("abc");

    @Test
    void everyHashGivesTheStandardsDigestOfAbc() {
        assertThat(Hash.SHA1.digest(ABC).toHex()).isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
        assertThat(Hash.SHA2_256.digest(ABC).toHex())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Hash.SHA2_384.digest(ABC).toHex())
                .isEqualTo("cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
                        + "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
        assertThat(Hash.SHA2_512.digest(ABC).toHex())
                .isEqualTo("ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    }

    @Test
    void partsAreHashedAsOneString() {
        Octets[] parts = {
            Octets.ofAscii("a"), Octets.empty(), Octets.ofAscii("xbcx").slice(1, 3)
        };
        assertThat(Hash.sha1(parts)).isEqualTo(Hash.SHA1.digest(ABC));
        assertThat(Hash.sha256(parts)).isEqualTo(Hash.SHA2_256.digest(ABC));
    }

    @Test
    void everyDigestHasTheStatedLength() {
        for (Hash hash : Hash.values()) {
            assertThat(hash.digest().length()).isEqualTo(hash.length());
        }
    }
}
