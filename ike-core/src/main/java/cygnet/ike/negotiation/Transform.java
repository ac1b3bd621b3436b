package cygnet.ike.negotiation;

import cygnet.crypto.Octets;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;

/**
 * One algorithm in a proposal (RFC 7296 section 3.3.2).
 *
 * @param keyBits the Key Length attribute in bits; 0 if there is none
 * @param otherAttributes attributes that we do not know, as received; a transform that has any is never chosen (RFC
 *     7296 section 3.3.6)
 */
public record Transform(TransformId id, int keyBits, Octets otherAttributes) {
    public Transform {
        if (keyBits < 0 || keyBits > 0xffff) {
            throw new IllegalArgumentException("key length " + keyBits);
        }
    }

    public static Transform of(TransformId id) {
        return new Transform(id, 0, Octets.empty());
    }

    public static Transform of(TransformId id, int keyBits) {
        return new Transform(id, keyBits, Octets.empty());
    }

    public TransformType type() {
        return id.type();
    }

    @Override
    public String toString() {
        return keyBits == 0 ? id.toString() : id + "_" + keyBits;
    }
}
