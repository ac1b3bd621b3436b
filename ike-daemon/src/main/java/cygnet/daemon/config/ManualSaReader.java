package cygnet.daemon.config;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.ipsec.ChildAlgorithms;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SaLimits;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The file of manually keyed SAs: a section for each pair. It has the syntax of the configuration file, without includes. */
final class ManualSaReader {
    /** Their reqids are the last of ours, which the engine's count from the other end. */
    private static final int MOST = 1000;

    private static final Syntax<Integer> SPI = Syntax.number(0x100, Integer.MAX_VALUE);

    private final KernelFit fit;
    private final List<ManualSa> read = new ArrayList<>();
    private final Set<PolicySelector> traffic = new HashSet<>();

    private ManualSaReader(KernelFit fit) {
        this.fit = fit;
    }

    /**
     * Reads all pairs.
     *
     * @param file its sections
     * @param fit what the kernel can be told
     */
    static List<ManualSa> read(SectionReader file, KernelFit fit) {
        ManualSaReader reader = new ManualSaReader(fit);
        file.sectionsNamed("").forEach(reader::pair);
        file.finish();
        return List.copyOf(reader.read);
    }

    /** The hosts of a pair and what they have in common. */
    private record Pair(
            IpAddress local, IpAddress remote, IpsecProtocol protocol, ChildAlgorithms algorithms, int reqid) {}

    /** What is of one direction only; the keys are null in no case: there is none if one is wrong. */
    private record Half(Spi spi, Secret encryptionKey, Secret integrityKey) {}

    private void pair(SectionReader section) {
        Optional<IpAddress> local = required(section, "local", AddressSyntax::address);
        Optional<IpAddress> remote = required(section, "remote", AddressSyntax::address);
        IpsecProtocol protocol = section.value("protocol", ManualSaReader::protocol, IpsecProtocol.ESP);
        Optional<TransformId> integrity = required(section, "integrity", text -> integrity(text, protocol));
        Optional<Transform> cipher = cipher(section, protocol);
        Optional<ChildAlgorithms> algorithms =
                cipher.flatMap(c -> integrity.map(i -> new ChildAlgorithms(c.id(), c.keyBits(), i, false)));
        Optional<Half> in = half(section, "in", protocol, algorithms);
        Optional<Half> out = half(section, "out", protocol, algorithms);
        section.finish();
        if (local.isEmpty() || remote.isEmpty() || algorithms.isEmpty() || in.isEmpty() || out.isEmpty()) {
            return;
        }
        if (local.get().isIpv6() != remote.get().isIpv6()) {
            section.error("remote", "remote: it is not of local's family");
            return;
        }
        if (in.get().integrityKey().equals(out.get().integrityKey())) {
            section.error("the keys of in and out are the same: what a host sends could be sent back to it");
            return;
        }
        int reqid = EngineConfig.LAST_REQID - read.size();
        add(section, new Pair(local.get(), remote.get(), protocol, algorithms.get(), reqid), in.get(), out.get());
    }

    private void add(SectionReader section, Pair pair, Half in, Half out) {
        ManualSa sa = new ManualSa(
                section.section().name(),
                sa(pair, Direction.INBOUND, pair.remote(), pair.local(), in),
                sa(pair, Direction.OUTBOUND, pair.local(), pair.remote(), out));
        if (read.size() == MOST) {
            section.error("there are more than " + MOST + " pairs of SAs");
        } else if (traffic.add(sa.traffic())) {
            read.add(sa);
        } else {
            section.error("there is a pair of SAs for " + sa.traffic() + " already");
        }
    }

    private static SecurityAssociation sa(Pair pair, Direction direction, IpAddress from, IpAddress to, Half half) {
        return new SecurityAssociation(
                new SaId(to, pair.protocol(), half.spi()),
                from,
                direction,
                Mode.TRANSPORT,
                pair.reqid(),
                pair.algorithms(),
                half.encryptionKey(),
                half.integrityKey(),
                Optional.empty(),
                0,
                PolicySelector.between(IpNetwork.host(from), IpNetwork.host(to)),
                Optional.empty(),
                SaLimits.NONE);
    }

    private Optional<Transform> cipher(SectionReader section, IpsecProtocol protocol) {
        if (protocol == IpsecProtocol.AH) {
            section.refuse("encryption", "AH does not encrypt");
            return Optional.of(Transform.of(TransformId.ENCR_NULL));
        }
        return required(section, "encryption", this::cipher);
    }

    private static Optional<Half> half(
            SectionReader pair, String name, IpsecProtocol protocol, Optional<ChildAlgorithms> algorithms) {
        Optional<SectionReader> existing = pair.existing(name);
        if (existing.isEmpty()) {
            pair.error("section " + pair.section().path() + " has no section " + name);
            return Optional.empty();
        }
        SectionReader section = existing.get();
        Optional<Spi> spi = required(section, "spi", text -> new Spi(SPI.parse(text)));
        Optional<Secret> integrity = key(section, "integrity_key", algorithms.map(ChildAlgorithms::integrityKeyLength));
        boolean encrypts = protocol == IpsecProtocol.ESP
                && algorithms.filter(a -> a.encryptionKeyLength() == 0).isEmpty();
        Optional<Secret> encryption;
        if (encrypts) {
            encryption = key(section, "encryption_key", algorithms.map(ChildAlgorithms::encryptionKeyLength));
        } else {
            section.refuse("encryption_key", "nothing is encrypted");
            encryption = Optional.of(Secret.owning(new byte[0]));
        }
        section.finish();
        return spi.flatMap(s -> encryption.flatMap(e -> integrity.map(i -> new Half(s, e, i))));
    }

    private static Optional<Secret> key(SectionReader section, String name, Optional<Integer> octets) {
        return required(section, name, text -> key(text, octets));
    }

    /** No message quotes it. */
    private static Secret key(String text, Optional<Integer> octets) throws BadValueException {
        if (!text.matches("0x([0-9A-Fa-f]{2})+")) {
            throw new BadValueException("a key is 0x and an even number of hexadecimal digits");
        }
        byte[] key = Octets.ofHex(text.substring(2)).toByteArray();
        if (octets.isPresent() && octets.get() != key.length) {
            throw new BadValueException(
                    "the key must have " + octets.get() * Byte.SIZE + " bits, not " + key.length * Byte.SIZE);
        }
        return Secret.owning(key);
    }

    private static <T> Optional<T> required(SectionReader section, String key, Syntax<T> syntax) {
        if (section.setting(key).isEmpty()) {
            section.error("section " + section.section().path() + " has no " + key);
        }
        return section.value(key, syntax);
    }

    private static IpsecProtocol protocol(String text) throws BadValueException {
        return switch (text) {
            case "esp" -> IpsecProtocol.ESP;
            case "ah" -> IpsecProtocol.AH;
            default -> throw new BadValueException(Syntax.quote(text) + " is not one of esp, ah");
        };
    }

    /** With a counter for its nonce, a cipher would use the same ones again after each start, which gives away the text (RFC 8221 section 3). */
    private Transform cipher(String text) throws BadValueException {
        Transform cipher = AlgorithmKeywords.parse(text);
        if (!cipher.type().equals(TransformType.ENCR)) {
            throw new BadValueException(Syntax.quote(text) + " is no cipher: write aes128, aes192 or aes256");
        }
        if (!cipher.id().equals(TransformId.ENCR_AES_CBC) && !cipher.id().equals(TransformId.ENCR_NULL)) {
            throw new BadValueException(Syntax.quote(text)
                    + " must not have keys that stay: after a restart its nonces would repeat; write aes128, aes192 or"
                    + " aes256");
        }
        return cipher;
    }

    private TransformId integrity(String text, IpsecProtocol protocol) throws BadValueException {
        Transform mac = AlgorithmKeywords.parse(text);
        if (!mac.type().equals(TransformType.INTEG)) {
            throw new BadValueException(
                    Syntax.quote(text) + " is no integrity algorithm: write sha256, sha384 or sha512");
        }
        Optional<String> obstacle = fit.obstacle(protocol, mac);
        if (obstacle.isPresent()) {
            throw new BadValueException(Syntax.quote(text) + ": " + obstacle.get());
        }
        return mac.id();
    }
}
