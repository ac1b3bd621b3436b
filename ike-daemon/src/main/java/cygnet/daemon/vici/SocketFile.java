package cygnet.daemon.vici;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Objects;

/**
 * The file of a Unix socket. It is made in a directory that nobody else can enter, given its permissions there, and then
 * moved to its place: so there is no moment at which it is open to more than it should be, or at which there is none.
 */
final class SocketFile {
    private static final int TYPE_MASK = 0170000;
    private static final int TYPE_SOCKET = 0140000;

    /** Binds a socket to a path. */
    @FunctionalInterface
    interface Binding {
        void bind(Path path) throws IOException;
    }

    private final Path path;
    private final Object identity;

    private SocketFile(Path path, Object identity) {
        this.path = path;
        this.identity = identity;
    }

    /**
     * Binds a socket to {@code path}, in place of one that nobody answers at.
     *
     * @param users who may write to it
     * @throws IOException if somebody answers, or something else is there, or there is no such group
     */
    static SocketFile create(Path path, SocketUsers users, Binding binding) throws IOException {
        requireFree(path);
        Path directory = Files.createTempDirectory(
                directoryOf(path),
                ".",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path made = directory.resolve("s");
        try {
            binding.bind(made);
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(users.permissions()));
            if (users.group().isPresent()) {
                giveTo(made, users.group().get());
            }
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(made);
            Files.deleteIfExists(directory);
        }
        return new SocketFile(path, identity(path));
    }

    private static void giveTo(Path path, String users) throws IOException {
        try {
            GroupPrincipal group =
                    path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(users);
            Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setGroup(group);
        } catch (UserPrincipalNotFoundException e) {
            throw new IOException("there is no group of users '" + users + "'", e);
        }
    }

    private static Path directoryOf(Path path) throws IOException {
        Path directory = Objects.requireNonNull(path.toAbsolutePath().getParent(), "the root is no socket");
        Files.createDirectories(directory);
        return directory;
    }

    private static void requireFree(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & TYPE_MASK) != TYPE_SOCKET) {
            throw new IOException(path + " is there and is not a socket");
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException e) {
            return; // left behind by a process that has died
        }
        throw new IOException("somebody already listens at " + path);
    }

    private static Object identity(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /** Removes the file, unless another one has taken its place. */
    void delete() throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && identity.equals(identity(path))) {
            Files.delete(path);
        }
    }
}
