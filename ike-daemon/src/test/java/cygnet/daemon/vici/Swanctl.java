package cygnet.daemon.vici;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** strongSwan's own client of vici, as Debian's package strongswan-swanctl installs it. */
public final class Swanctl {
    /** How it ended and all that it printed. */
    public record Result(int status, String output) {}

    private final Path socket;

    public Swanctl(Path socket) {
        this.socket = socket;
    }

    public static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator), new String[] {"/usr/sbin"})
                .flatMap(Stream::of)
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "swanctl")));
    }

    public Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("/usr/bin/env", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "swanctl"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--uri", "unix://" + socket));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String relevant = output.lines()
                .filter(line -> !line.startsWith("plugin '") && !line.startsWith("TPM "))
                .reduce("", (all, line) -> all + line + "\n");
        return new Result(process.waitFor(), relevant);
    }
}
