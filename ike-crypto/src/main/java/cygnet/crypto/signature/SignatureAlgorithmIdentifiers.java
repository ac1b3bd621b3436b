package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Hash;
import cygnet.crypto.Octets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The octets of every AlgorithmIdentifier that Cygnet signs with or accepts. The accepted ones are a finite set, so
 * recognising one is comparing octets; only the explanation of a refusal takes the encoding apart.
 */
final class SignatureAlgorithmIdentifiers {
    private static final String NULL = "0500";

    private static final Map<SignatureScheme, Octets> SENT = Stream.of(SignatureScheme.values())
            .collect(Collectors.toUnmodifiableMap(scheme -> scheme, SignatureAlgorithmIdentifiers::canonical));

    private static final Map<Octets, SignatureScheme> ACCEPTED = Stream.of(SignatureScheme.values())
            .filter(scheme -> scheme.hash() != Hash.SHA1)
            .flatMap(scheme -> acceptable(scheme).stream().map(encoding -> Map.entry(encoding, scheme)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private SignatureAlgorithmIdentifiers() {}

    static Octets encode(SignatureScheme scheme) {
        return Objects.requireNonNull(SENT.get(scheme));
    }

    static SignatureScheme decode(Octets der) throws CryptoException {
        SignatureScheme scheme = ACCEPTED.get(der);
        if (scheme == null) {
            throw new CryptoException(SignatureAlgorithmRefusal.explain(der));
        }
        return scheme;
    }

    private static Octets canonical(SignatureScheme scheme) {
        return switch (scheme.family()) {
            case RSA_PKCS1 -> pkcs1(scheme.hash(), NULL);
            case RSA_PSS -> pss(scheme.hash(), NULL, NULL, false);
            case ECDSA -> sequence(oid("2a8648ce3d0403" + ecdsaArc(scheme.hash())));
            case ED25519 -> sequence(oid("2b6570"));
            case ED448 -> sequence(oid("2b6571"));
        };
    }

    /** Every encoding of {@code scheme} that a peer may send. */
    private static Set<Octets> acceptable(SignatureScheme scheme) {
        Set<Octets> encodings = new LinkedHashSet<>();
        encodings.add(canonical(scheme));
        Hash hash = scheme.hash();
        if (scheme.family() == SignatureScheme.Family.RSA_PKCS1) {
            // RFC 4055 section 5: NULL MUST be sent, absent parameters MUST be accepted.
            encodings.add(pkcs1(hash, ""));
        } else if (scheme.family() == SignatureScheme.Family.RSA_PSS) {
            // RFC 4055 section 2.1 says the same of the two hashes inside.
            for (String hashParameters : List.of(NULL, "")) {
                for (String maskHashParameters : List.of(NULL, "")) {
                    encodings.add(pss(hash, hashParameters, maskHashParameters, false));
                    encodings.add(pss(hash, hashParameters, maskHashParameters, true));
                }
            }
        }
        return encodings;
    }

    private static Octets pkcs1(Hash hash, String parameters) {
        String arc = switch (hash) {
            case SHA1 -> "05";
            case SHA2_256 -> "0b";
            case SHA2_384 -> "0c";
            case SHA2_512 -> "0d";
        };
        return sequence(oid("2a864886f70d0101" + arc), Octets.ofHex(parameters));
    }

    /** RSASSA-PSS-params (RFC 4055 section 3.1): the hash, MGF1 with the same, and as much salt as the hash has octets. */
    private static Octets pss(Hash hash, String hashParameters, String maskHashParameters, boolean trailerField) {
        Octets maskGeneration = sequence(oid("2a864886f70d010108"), hash(hash, maskHashParameters));
        return sequence(
                oid("2a864886f70d01010a"),
                sequence(
                        tagged(0xa0, hash(hash, hashParameters)),
                        tagged(0xa1, maskGeneration),
                        tagged(0xa2, tagged(0x02, Octets.of((byte) hash.length()))),
                        trailerField ? Octets.ofHex("a303020101") : Octets.empty()));
    }

    /** The AlgorithmIdentifier of a hash with NULL parameters, as DigestInfo has it (RFC 8017 section 9.2). */
    static Octets hash(Hash hash) {
        return hash(hash, NULL);
    }

    private static Octets hash(Hash hash, String parameters) {
        String name = switch (hash) {
            case SHA1 -> "2b0e03021a";
            case SHA2_256 -> "608648016503040201";
            case SHA2_384 -> "608648016503040202";
            case SHA2_512 -> "608648016503040203";
        };
        return sequence(oid(name), Octets.ofHex(parameters));
    }

    private static String ecdsaArc(Hash hash) {
        return switch (hash) {
            case SHA2_256 -> "02";
            case SHA2_384 -> "03";
            case SHA2_512 -> "04";
            case SHA1 -> throw new IllegalArgumentException("no ECDSA with SHA-1");
        };
    }

    private static Octets oid(String contents) {
        return tagged(0x06, Octets.ofHex(contents));
    }

    static Octets sequence(Octets... elements) {
        return tagged(0x30, Octets.concat(elements));
    }

    /** A DER element of at most 127 octets. */
    static Octets tagged(int tag, Octets contents) {
        if (contents.length() > Byte.MAX_VALUE) {
            throw new IllegalArgumentException("too long for a short form: " + contents.length());
        }
        return Octets.concat(Octets.of((byte) tag, (byte) contents.length()), contents);
    }
}
