package cygnet.ike.negotiation;

import cygnet.crypto.Octets;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One proposal of an SA payload (RFC 7296 section 3.3.1). In an offer it may hold several transforms of a type, in order
 * of preference; in an answer it holds one of each.
 *
 * @param number 1 and up, within the SA payload
 * @param spi empty in IKE_SA_INIT, 8 octets when an IKE SA is rekeyed, 4 for AH and ESP
 */
public record Proposal(int number, ProtocolId protocol, Octets spi, List<Transform> transforms) {
    public Proposal {
        transforms = List.copyOf(transforms);
    }

    public static Proposal of(ProtocolId protocol, Transform... transforms) {
        return new Proposal(1, protocol, Octets.empty(), List.of(transforms));
    }

    public Proposal withNumber(int newNumber) {
        return new Proposal(newNumber, protocol, spi, transforms);
    }

    public Proposal withSpi(Octets newSpi) {
        return new Proposal(number, protocol, newSpi, transforms);
    }

    public List<Transform> transforms(TransformType type) {
        return transforms.stream().filter(t -> t.type().equals(type)).toList();
    }

    /** The first transform of a type: the chosen one, in an answer. */
    public Optional<Transform> transform(TransformType type) {
        return transforms.stream().filter(t -> t.type().equals(type)).findFirst();
    }

    public boolean contains(TransformId id) {
        return transforms.stream().anyMatch(t -> t.id().equals(id));
    }

    /** This proposal without its transforms of one type: IKE_AUTH carries no KE (RFC 7296 section 1.2). */
    public Proposal without(TransformType type) {
        return new Proposal(
                number,
                protocol,
                spi,
                transforms.stream().filter(t -> !t.type().equals(type)).toList());
    }

    /** This proposal without additional key exchanges (RFC 9370). */
    public Proposal withoutAdditionalKe() {
        return new Proposal(
                number,
                protocol,
                spi,
                transforms.stream().filter(t -> !t.type().isAdditionalKe()).toList());
    }

    /** Whether every additional key exchange may be NONE, so that a peer without RFC 9370 may do without. */
    public boolean allowsNoAdditionalKe() {
        return transforms.stream()
                .map(Transform::type)
                .filter(TransformType::isAdditionalKe)
                .allMatch(type -> contains(TransformId.KE_NONE.as(type)));
    }

    @Override
    public String toString() {
        return protocol + ":" + transforms.stream().map(Transform::toString).collect(Collectors.joining("/"));
    }
}
