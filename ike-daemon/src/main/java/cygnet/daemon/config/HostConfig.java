package cygnet.daemon.config;

import cygnet.crypto.signature.SigningKey;
import cygnet.ike.negotiation.Identification;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who this host is.
 *
 * @param id what connections claim to be unless they say otherwise
 * @param key what connections sign with unless they say otherwise
 * @param keyFile where {@code key} is
 * @param publish how DNS is told of it; empty: somebody else does that
 */
public record HostConfig(
        Optional<Identification> id,
        Optional<SigningKey> key,
        Optional<Path> keyFile,
        Optional<PublishConfig> publish) {}
