package cygnet.daemon.config;

import cygnet.crypto.Octets;
import cygnet.daemon.config.BadValueException.Flaw;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A proposal as strongSwan writes it: keywords with hyphens between, several of one kind being alternatives; or
 * {@code default}, which stands for several proposals.
 */
final class ProposalSyntax implements Syntax<List<Proposal>> {
    static final ProposalSyntax IKE = new ProposalSyntax(ProtocolId.IKE, DefaultProposals.IKE);
    static final ProposalSyntax ESP = new ProposalSyntax(ProtocolId.ESP, DefaultProposals.ESP);

    static final ProposalSyntax AH = new ProposalSyntax(ProtocolId.AH, DefaultProposals.AH);

    private static final String DEFAULT = "default";

    private static final List<TransformType> ORDER = Stream.concat(
                    Stream.of(
                            TransformType.ENCR,
                            TransformType.PRF,
                            TransformType.INTEG,
                            TransformType.KE,
                            TransformType.SN),
                    IntStream.rangeClosed(1, 7).mapToObj(TransformType::additionalKe))
            .toList();

    private static final Map<TransformId, TransformId> PRF_OF_INTEGRITY = Map.of(
            TransformId.INTEG_HMAC_SHA2_256_128, TransformId.PRF_HMAC_SHA2_256,
            TransformId.INTEG_HMAC_SHA2_384_192, TransformId.PRF_HMAC_SHA2_384,
            TransformId.INTEG_HMAC_SHA2_512_256, TransformId.PRF_HMAC_SHA2_512,
            TransformId.INTEG_AES_XCBC_96, TransformId.PRF_AES128_XCBC,
            TransformId.INTEG_AES_CMAC_96, TransformId.PRF_AES128_CMAC);

    private final ProtocolId protocol;
    private final List<Proposal> defaults;

    private ProposalSyntax(ProtocolId protocol, List<Proposal> defaults) {
        this.protocol = protocol;
        this.defaults = defaults;
    }

    List<Proposal> defaults() {
        return defaults;
    }

    /** All the proposals of a list, numbered as RFC 7296 section 3.3.1 wants it: from one, without a gap. */
    static List<Proposal> numbered(List<List<Proposal>> parts) {
        List<Proposal> numbered = new ArrayList<>();
        parts.stream().flatMap(List::stream).forEach(p -> numbered.add(p.withNumber(numbered.size() + 1)));
        return numbered;
    }

    @Override
    public List<Proposal> parse(String text) throws BadValueException {
        if (text.equals(DEFAULT)) {
            return defaults;
        }
        List<Transform> transforms = complete(transforms(text));
        check(transforms);
        List<Transform> ordered = ORDER.stream()
                .flatMap(type -> transforms.stream().filter(t -> t.type().equals(type)))
                .distinct()
                .toList();
        return List.of(new Proposal(1, protocol, Octets.empty(), ordered));
    }

    private static List<Transform> transforms(String text) throws BadValueException {
        List<Transform> transforms = new ArrayList<>();
        List<Flaw> flaws = new ArrayList<>();
        int offset = 0;
        for (String keyword : text.split("-", -1)) {
            try {
                transforms.add(AlgorithmKeywords.parse(keyword));
            } catch (BadValueException e) {
                flaws.add(new Flaw(offset, e.flaws().get(0).reason()));
            }
            offset += keyword.length() + 1;
        }
        if (!flaws.isEmpty()) {
            throw new BadValueException(flaws);
        }
        return transforms;
    }

    /** Adds what strongSwan derives, and drops the MAC that an AEAD cipher makes superfluous (RFC 5282 section 8). */
    private List<Transform> complete(List<Transform> given) {
        List<Transform> transforms = new ArrayList<>(given);
        if (isIke() && !has(given, TransformType.PRF)) {
            given.stream()
                    .filter(t -> t.type().equals(TransformType.INTEG))
                    .map(t -> Transform.of(PRF_OF_INTEGRITY.getOrDefault(t.id(), t.id())))
                    .forEach(transforms::add);
        }
        if (!isIke() && !has(given, TransformType.SN)) {
            transforms.add(Transform.of(TransformId.SN_32_BIT));
        }
        boolean anyCipher = has(given, TransformType.ENCR);
        if (anyCipher && ciphers(given).allMatch(t -> t.id().isAead())) {
            transforms.removeIf(t -> t.type().equals(TransformType.INTEG));
        }
        return transforms;
    }

    private void check(List<Transform> transforms) throws BadValueException {
        boolean aead = ciphers(transforms).anyMatch(t -> t.id().isAead());
        boolean plain = ciphers(transforms).anyMatch(t -> !t.id().isAead());
        Collection<String> missing = new TreeSet<>();
        boolean ah = protocol.equals(ProtocolId.AH);
        require(() -> aead || plain || ah, "a cipher, e.g. aes256gcm16", missing);
        require(
                () -> !(plain || ah) || has(transforms, TransformType.INTEG),
                "an integrity algorithm, e.g. sha256",
                missing);
        if (isIke()) {
            boolean derived = plain && !has(transforms, TransformType.INTEG);
            require(() -> derived || has(transforms, TransformType.PRF), "a PRF, e.g. prfsha256", missing);
            require(() -> has(transforms, TransformType.KE), "a key exchange, e.g. x25519", missing);
        }
        if (!missing.isEmpty()) {
            throw new BadValueException("the proposal lacks " + String.join(" and ", missing));
        }
        if (ah && (aead || plain)) {
            throw new BadValueException("AH does not encrypt: leave out the cipher");
        }
        if (aead && plain) {
            throw new BadValueException("AEAD and other ciphers can't be in one proposal (RFC 7296 section 3.3): "
                    + "write two, with a comma between them");
        }
        if (isIke() && transforms.contains(Transform.of(TransformId.ENCR_NULL))) {
            throw new BadValueException("an IKE SA must encrypt: leave out null (RFC 8247 section 2.1)");
        }
        if (isIke() && has(transforms, TransformType.SN)) {
            throw new BadValueException("an IKE SA has no extended sequence numbers: leave out esn and noesn");
        }
        if (isIke() && transforms.contains(Transform.of(TransformId.KE_NONE))) {
            throw new BadValueException("an IKE SA needs a key exchange: leave out none");
        }
        checkAdditional(transforms);
        if (!isIke() && has(transforms, TransformType.PRF)) {
            throw new BadValueException("a Child SA takes its keys from the IKE SA's PRF: leave out the prf keyword");
        }
    }

    private void checkAdditional(List<Transform> transforms) throws BadValueException {
        if (transforms.stream().noneMatch(t -> t.type().isAdditionalKe())) {
            return;
        }
        if (!has(transforms, TransformType.KE) || transforms.contains(Transform.of(TransformId.KE_NONE))) {
            throw new BadValueException("an additional key exchange needs a first one, which may not be none, e.g."
                    + " x25519-ke1_mlkem768 (RFC 9370 section 2.2.1)");
        }
        for (Transform t : transforms) {
            if (t.type().isAdditionalKe() && transforms.contains(Transform.of(t.id().as(TransformType.KE)))) {
                throw new BadValueException(t.id().as(TransformType.KE)
                        + " can't be the first and an additional key exchange (RFC 9370 section 2.2.1)");
            }
        }
    }

    private static void require(BooleanSupplier fulfilled, String what, Collection<String> missing) {
        if (!fulfilled.getAsBoolean()) {
            missing.add(what);
        }
    }

    private static Stream<Transform> ciphers(List<Transform> transforms) {
        return transforms.stream().filter(t -> t.type().equals(TransformType.ENCR));
    }

    private static boolean has(List<Transform> transforms, TransformType type) {
        return transforms.stream().anyMatch(t -> t.type().equals(type));
    }

    private boolean isIke() {
        return protocol.equals(ProtocolId.IKE);
    }
}
