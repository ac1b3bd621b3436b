package cygnet.daemon.config;

import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.PolicySelector;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A policy file in libreswan's form: a network a line, of either family, or {@code network protocol source-port
 * destination-port}, where the source is this host and 0 is any port. What follows a {@code #} is a comment. A line that is
 * wrong is told, with its place; the others count for themselves.
 */
final class PolicyFile {
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Map<String, Integer> PROTOCOLS = Map.of("tcp", 6, "udp", 17, "sctp", 132);
    private static final int WORDS_WITH_PORTS = 4;

    private final Path file;
    private final Problems problems;
    private final List<Line> lines = new ArrayList<>();

    private PolicyFile(Path file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** What a line is about, outbound. */
    record Line(PolicySelector traffic, Position position) {}

    private record Word(String text, Position position) {}

    /** A file that is not there says nothing. */
    static List<Line> read(Path path, Problems problems) {
        if (!Files.exists(path)) {
            return List.of();
        }
        PolicyFile file = new PolicyFile(path, problems);
        try {
            List<String> lines = Files.readAllLines(path);
            for (int i = 0; i < lines.size(); i++) {
                file.read(lines.get(i), i + 1);
            }
        } catch (CharacterCodingException e) {
            problems.error(Position.ofFile(path), "the file is not text in UTF-8");
        } catch (IOException e) {
            problems.error(Position.ofFile(path), "can't read it: " + ConfigFiles.reason(e));
        }
        return file.lines;
    }

    private void read(String line, int number) {
        List<Word> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line.replaceFirst("#.*", ""));
        while (matcher.find()) {
            words.add(new Word(matcher.group(), new Position(file, number, matcher.start() + 1)));
        }
        if (words.isEmpty()) {
            return;
        }
        if (words.size() != 1 && words.size() != WORDS_WITH_PORTS) {
            problems.error(
                    words.get(0).position(),
                    "a line is a network, or a network, a protocol, our port and the peer's port");
            return;
        }
        Optional<IpNetwork> network = parse(words.get(0), AddressSyntax::network);
        int protocol = 0;
        int ours = PolicySelector.ANY_PORT;
        int theirs = PolicySelector.ANY_PORT;
        if (words.size() == WORDS_WITH_PORTS) {
            Optional<Integer> number1 = parse(words.get(1), PolicyFile::protocol);
            Optional<Integer> ourPort = parse(words.get(2), PolicyFile::port);
            Optional<Integer> theirPort = parse(words.get(3), PolicyFile::port);
            if (number1.isEmpty() || ourPort.isEmpty() || theirPort.isEmpty()) {
                return;
            }
            protocol = number1.get();
            ours = ourPort.get();
            theirs = theirPort.get();
        }
        if (network.isPresent()) {
            IpNetwork any = GroupsReader.everything(network.get().address().isIpv6());
            lines.add(new Line(
                    new PolicySelector(any, network.get(), protocol, ours, theirs),
                    words.get(0).position()));
        }
    }

    private <T> Optional<T> parse(Word word, Syntax<T> syntax) {
        try {
            return Optional.of(syntax.parse(word.text()));
        } catch (BadValueException e) {
            e.flaws().forEach(flaw -> problems.error(word.position(), flaw.reason()));
            return Optional.empty();
        }
    }

    private static int protocol(String text) throws BadValueException {
        Integer known = PROTOCOLS.get(text);
        int protocol = known != null ? known : Syntax.number(1, 255).parse(text);
        if (protocol == 50 || protocol == 51) {
            throw new BadValueException("ESP and AH are what protects, and can't be protected");
        }
        return protocol;
    }

    private static int port(String text) throws BadValueException {
        int port = Syntax.number(0, 0xffff).parse(text);
        return port == 0 ? PolicySelector.ANY_PORT : port;
    }
}
