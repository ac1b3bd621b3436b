package cygnet.daemon.config;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.certificate.Certificate;
import cygnet.crypto.certificate.RevocationList;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Certificates and revocation lists beside the configuration file, in strongSwan's directories, PEM or DER. */
final class CertificateFiles {
    static final String HOSTS = "x509";
    static final String AUTHORITIES = "x509ca";
    static final String REVOCATION_LISTS = "x509crl";

    private static final long MAX_OCTETS = 1 << 24;

    private final Path directory;

    /** @param directory that of the configuration file */
    CertificateFiles(Path directory) {
        this.directory = directory;
    }

    /** A host's certificate; those of intermediate CAs may follow it in the same file. */
    List<Certificate> host(String name) throws BadValueException {
        return certificates(resolve(HOSTS, name));
    }

    /** The certificates of CAs. */
    List<Certificate> authorities(String name) throws BadValueException {
        return authorities(resolve(AUTHORITIES, name));
    }

    List<Certificate> authorities(Path file) throws BadValueException {
        List<Certificate> read = certificates(file);
        for (Certificate certificate : read) {
            if (!certificate.isAuthority()) {
                throw new BadValueException(
                        file + ": the certificate of " + certificate + " is not one of a CA (basicConstraints)");
            }
        }
        return read;
    }

    /** A revocation list by {@code file:///...}: what is elsewhere is not fetched. */
    RevocationList revocationListAt(String uri) throws BadValueException {
        if (!uri.startsWith("file:/")) {
            throw new BadValueException(
                    "revocation lists are not fetched: fetch it by other means, and write file:///...");
        }
        try {
            return revocationList(Path.of(URI.create(uri)));
        } catch (IllegalArgumentException e) {
            throw new BadValueException(Syntax.quote(uri) + " is not a file");
        }
    }

    RevocationList revocationList(Path file) throws BadValueException {
        try {
            return RevocationList.ofFile(octets(file));
        } catch (CryptoException e) {
            throw new BadValueException(file + ": " + e.getMessage());
        }
    }

    /** The files in one of the directories, if there is one. */
    List<Path> in(String subdirectory) {
        try (Stream<Path> files = Files.list(directory.resolve(subdirectory))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            return List.of(); // no such directory
        }
    }

    private static List<Certificate> certificates(Path file) throws BadValueException {
        try {
            return Certificate.ofFile(octets(file));
        } catch (CryptoException e) {
            throw new BadValueException(file + ": " + e.getMessage());
        }
    }

    private Path resolve(String subdirectory, String name) throws BadValueException {
        try {
            return directory.resolve(subdirectory).resolve(name);
        } catch (InvalidPathException e) {
            throw new BadValueException(Syntax.quote(name) + " is not a file name");
        }
    }

    private static Octets octets(Path file) throws BadValueException {
        try {
            if (Files.isDirectory(file)) {
                throw new IOException("it is a directory");
            }
            if (Files.size(file) > MAX_OCTETS) {
                throw new IOException("it is larger than 16 MB");
            }
            return Octets.owning(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new BadValueException("can't read " + file + ": " + ConfigFiles.reason(e));
        }
    }
}
