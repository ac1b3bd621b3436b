package cygnet.kernel.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.ipsec.ChildAlgorithms;
import cygnet.ike.ipsec.KernelCommand.AddSa;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.kernel.AliceAndBob;
import cygnet.kernel.netlink.ScriptedKernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kernel calls each algorithm, how long its key is, and to how many bits its ICV is cut. */
class AlgorithmNamesTest {
    private static final int NAME_OCTETS = 64;

    @ParameterizedTest
    @CsvSource({
        "14, 128, rfc4309(ccm(aes)), 19, 64",
        "15, 192, rfc4309(ccm(aes)), 27, 96",
        "16, 256, rfc4309(ccm(aes)), 35, 128",
        "20, 192, rfc4106(gcm(aes)), 28, 128",
        "28, 256, 'rfc7539esp(chacha20,poly1305)', 36, 128",
    })
    void combinedCiphers(int encryption, int bits, String name, int keyOctets, int icvBits) throws Exception {
        ByteBuffer algorithm = algorithm(name, encryption, bits, TransformId.INTEG_NONE);

        assertThat(algorithm.getInt()).isEqualTo(8 * keyOctets);
        assertThat(algorithm.getInt()).isEqualTo(icvBits);
    }

    @ParameterizedTest
    @CsvSource({"11, 0, ecb(cipher_null), 0", "12, 192, cbc(aes), 24", "13, 256, rfc3686(ctr(aes)), 36"})
    void ciphersWithASeparateMac(int encryption, int bits, String name, int keyOctets) throws Exception {
        ByteBuffer algorithm = algorithm(name, encryption, bits, TransformId.INTEG_HMAC_SHA2_256_128);

        assertThat(algorithm.getInt()).isEqualTo(8 * keyOctets);
    }

    @ParameterizedTest
    @CsvSource({
        "5, xcbc(aes), 16, 96",
        "8, cmac(aes), 16, 96",
        "12, hmac(sha256), 32, 128",
        "13, hmac(sha384), 48, 192",
        "14, hmac(sha512), 64, 256",
    })
    void macs(int integrity, String name, int keyOctets, int icvBits) throws Exception {
        ByteBuffer algorithm = algorithm(name, 12, 128, new TransformId(TransformType.INTEG, integrity));

        assertThat(algorithm.getInt()).isEqualTo(8 * keyOctets);
        assertThat(algorithm.getInt()).isEqualTo(icvBits);
    }

    /** What the request says behind the name of an algorithm. */
    private static ByteBuffer algorithm(String name, int encryption, int bits, TransformId integrity) throws Exception {
        ChildAlgorithms algorithms =
                new ChildAlgorithms(new TransformId(TransformType.ENCR, encryption), bits, integrity, false);
        ScriptedKernel scripted = new ScriptedKernel();
        try (XfrmKernel kernel = XfrmKernel.open(scripted, InstantSource.system())) {
            kernel.perform(List.of(new AddSa(Samples.outbound(
                    algorithms,
                    AliceAndBob.key(0, algorithms.encryptionKeyLength()),
                    AliceAndBob.key(100, algorithms.integrityKeyLength())))));
        }
        Octets request = scripted.sent().get(0);
        byte[] field = new byte[NAME_OCTETS];
        Octets.ofAscii(name).copyTo(field, 0);
        int at = request.toHex().indexOf(Octets.owning(field).toHex()) / 2;
        assertThat(at).as(name + " in " + request.toHex()).isPositive();
        return request.from(at + NAME_OCTETS).asByteBuffer().order(ByteOrder.nativeOrder());
    }
}
