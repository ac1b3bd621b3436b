package cygnet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of swanctl.conf, as strongSwan 5.9.8 reads it. */
class ConfigGrammarTest {
    @TempDir
    Path temporary;

    private ConfigDirectory directory;

    @BeforeEach
    void openDirectory() {
        directory = new ConfigDirectory(temporary);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a { b = 1 }                        | a{b=1}
            a{b=1}                             | a{b=1}
            a { b = 1 } c { d = 2 }            | a{b=1} c{d=2}
            a { b = 1 c = 2 }                  | a{b=1 c = 2}
            a { }                              | a{}
            a { k = x   y\tz }                 | a{k=x y z}
            a { k = x{y,z:q.r=t }              | a{k=x{y,z:q.r=t}
            a { k = "x } # y" }                | a{k=x } # y}
            a { k = "x y"   "z" w }            | a{k=x y z w}
            a { k = "x"y }                     | a{k=x y}
            a { k = x"y"z }                    | a{k=x y z}
            a { k = "x" "" y }                 | a{k=x  y}
            a { k = y\\ }                      | a{k=y\\}
            a { k-1 = 2 }                      | a{k-1=2}
            a { @! = 3 }                       | a{@!=3}
            a { ü = ü }                        | a{ü=ü}
            k = 1                              | k=1
            """)
    void readsOnOneLine(String text, String tree) throws Exception {
        assertThat(directory.tree(text)).isEqualTo(tree);
    }

    @Test
    void aNewLineOrACommentOrABraceEndsAValue() throws Exception {
        assertThat(directory.tree("a {\n k = 1 # one\n l = 2#two\n m = 3 }\n")).isEqualTo("a{k=1 l=2 m=3}");
    }

    @Test
    void commentsStandAnywhereOutsideQuotes() throws Exception {
        assertThat(directory.tree("# x\na # y\n{ # z {\n k # v\n = # w\n l = 1\n } # }\n"))
                .isEqualTo("a{k=<none> l=1}");
    }

    @Test
    void theBraceAndTheEqualsSignMayStandOnTheNextLine() throws Exception {
        assertThat(directory.tree("a\n{\n b\n = 1\n}\n")).isEqualTo("a{b=1}");
    }

    @Test
    void linesMayEndInCarriageReturnToo() throws Exception {
        assertThat(directory.tree("a {\r\n k = 1\r\n l = 2 # x\r\n}\r\n")).isEqualTo("a{k=1 l=2}");
    }

    @Test
    void quotedStringsKnowEscapesAndSpanLines() throws Exception {
        assertThat(directory.tree("k = \"a\\tb\\nc\\rd\\\\e\\\"f\\qg\\\nh\ni\"\n"))
                .isEqualTo("k=a\tb\nc\rd\\e\"fqgh\ni");
    }

    @Test
    void aKeyWithoutAValueIsCleared() throws Exception {
        assertThat(directory.tree("a {\n k = 1\n k =\n l = # none\n}\n")).isEqualTo("a{k=<none> l=<none>}");
    }

    @Test
    void anEmptyStringIsAValue() throws Exception {
        assertThat(directory.tree("a { k = \"\" }\n")).isEqualTo("a{k=}");
    }

    @Test
    void repeatedSectionsAreMergedAndTheLastKeyWins() throws Exception {
        assertThat(directory.tree("a {\n k = 1\n l = 1\n}\nb { }\na {\n m = 2\n k = 3\n}\n"))
                .isEqualTo("a{k=3 l=1 m=2} b{}");
    }

    @Test
    void aKeyAndASectionMayHaveOneName() throws Exception {
        assertThat(directory.tree("a {\n b { c = 1 }\n b = 2\n}\n")).isEqualTo("a{b=2 b{c=1}}");
    }

    @Test
    void aSectionInheritsWhatItDoesNotSay() throws Exception {
        String text = """
                a : t.x, t.y { k = 1
                    c { z = 2 }
                }
                t {
                    x { m = 1
                        k = 5
                        c { z = 3
                            y = 3 }
                    }
                    y { m = 2
                        n = 2 }
                }
                """;
        assertThat(directory.tree(text)).startsWith("a{k=1 m=1 n=2 c{z=2 y=3}} t{");
    }

    @Test
    void referencesMayStandOnLinesOfTheirOwnAndAddUp() throws Exception {
        assertThat(directory.tree(
                        "a\n:\n t\n,\nu\n{\n}\na : v { }\nt { k = 2\n}\nu { l = 3\n}\nv { k = 4\n m = 5\n}\n"))
                .startsWith("a{k=2 l=3 m=5} t{");
    }

    @Test
    void inheritanceGoesOverSeveralSteps() throws Exception {
        assertThat(directory.tree("a : b { }\nb : c {\n k = 1\n}\nc {\n k = 2\n l = 2\n}\n"))
                .isEqualTo("a{k=1 l=2} b{k=1 l=2} c{k=2 l=2}");
    }

    @Test
    void aClearedKeyHidesAnInheritedOne() throws Exception {
        assertThat(directory.tree("a : t {\n k =\n}\nt {\n k = 2\n}\n")).isEqualTo("a{k=<none>} t{k=2}");
    }

    @Test
    void includesFollowTheRulesOfGlobAndTheIncludingFilesDirectory() throws Exception {
        directory
                .write("inc/1.conf", "b = 1\n")
                .write("inc/2.conf", "c = 2\nb = 2")
                .write("inc/.hidden.conf", "d = 3\n")
                .write("inc/x.txt", "e = 4\n")
                .write("inc/sub.conf/ignored", "f = 5\n");
        assertThat(directory.tree("a {\ninclude inc/*.conf\n z = 1\n}\n")).isEqualTo("a{b=2 c=2 z=1}");
        assertThat(directory.tree("a {\ninclude inc/?.conf\n}\n")).isEqualTo("a{b=2 c=2}");
        assertThat(directory.tree("a {\ninclude inc/[!2].conf\n}\n")).isEqualTo("a{b=1}");
        assertThat(directory.tree("a {\ninclude i*c/[1-1].c[o]nf\n}\n")).isEqualTo("a{b=1}");
        assertThat(directory.tree("a {\ninclude inc/.h*\n}\n")).isEqualTo("a{d=3}");
        assertThat(directory.tree("a {\ninclude " + temporary + "/inc/1.conf\n}\n"))
                .isEqualTo("a{b=1}");
    }

    @Test
    void anIncludedFileIncludesRelativeToItself() throws Exception {
        directory.write("inc/1.conf", "include deeper/2.conf").write("inc/deeper/2.conf", "k = 1");
        assertThat(directory.tree("include inc/1.conf\n")).isEqualTo("k=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"inc/a b#.conf\"", "inc/a\\ b\\#.conf", "inc/a\\ b\\#.conf}#", "inc/a\\ b\\#.conf #x"})
    void anIncludesPatternIsQuotedOrEscaped(String pattern) throws Exception {
        directory.write("inc/a b#.conf", "k = 1\n");
        assertThat(directory.tree("a {include " + pattern + (pattern.contains("}") ? "\n" : "\n}\n")))
                .isEqualTo("a{k=1}");
    }

    @Test
    void aStatementMayFollowAnIncludeOnItsLine() throws Exception {
        directory.write("1.conf", "k = 1\n");
        assertThat(directory.tree("a { include 1.conf x = 1\n}\n")).isEqualTo("a{k=1 x=1}");
    }

    @Test
    void includeIsAKeyOrASectionLikeAnyOtherBesides() throws Exception {
        assertThat(directory.tree("a { include = x\n}\n")).isEqualTo("a{include=x}");
        assertThat(directory.tree("include { k = 1\n}\n")).isEqualTo("include{k=1}");
    }

    @Test
    void aMissingIncludeIsAWarningOnly() throws Exception {
        assertThat(directory.warnings("include none/*.conf\n"))
                .containsExactly("cygnet.conf:1:9: there is no file to include for 'none/*.conf'");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a.b { k = 1 }           | 1:2: expected '=', '{' or ':' after 'a', not '.'
            a { b c = 1 }           | 1:7: expected '=', '{' or ':' after 'b', not 'c'
            a { = 3 }               | 1:5: expected a name, not '='
            a { k = 1 } }           | 1:13: '}' without a section to close
            a { k = 1               | 1:1: the section that begins here is not closed: '}' is missing
            k = "abc                | 1:5: the quoted string that begins here does not end
            a : { }                 | 1:5: expected a name, not '{'
            a : b c { }             | 1:7: expected '{' or ',', not 'c'
            a : b. { }              | 1:7: expected a name, not ' '
            a                       | 1:2: expected '=', '{' or ':' after 'a', not the end of the file
            include                 | 1:8: expected '=', '{' or ':' after 'include', not the end of the file
            a : nobody { }          | 1:5: there is no section 'nobody' to inherit from
            a : a { }               | 1:5: section 'a' inherits from itself
            """)
    void refusesWithThePlace(String text, String error) throws Exception {
        assertThat(directory.syntaxErrors(text)).containsExactly("cygnet.conf:" + error);
    }

    @Test
    void tellsAllMistakesAndNoConsequencesOfThem() throws Exception {
        String text = "a.b {\n k = 1\n}\nc {\n = 2\n d e\n f = \"x\n g { h i }\n}\n}\nj";
        assertThat(directory.syntaxErrors(text))
                .containsExactly(
                        "cygnet.conf:1:2: expected '=', '{' or ':' after 'a', not '.'",
                        "cygnet.conf:5:2: expected a name, not '='",
                        "cygnet.conf:6:4: expected '=', '{' or ':' after 'd', not 'e'",
                        "cygnet.conf:7:6: the quoted string that begins here does not end",
                        "cygnet.conf:8:8: expected '=', '{' or ':' after 'h', not 'i'",
                        "cygnet.conf:10:1: '}' without a section to close",
                        "cygnet.conf:11:2: expected '=', '{' or ':' after 'j', not the end of the file");
    }

    @Test
    void namesTheIncludedFileThatIsWrong() throws Exception {
        directory.write("inc/1.conf", "\n k }\n");
        assertThat(directory.syntaxErrors("a {\n include inc/1.conf\n}\n"))
                .containsExactly(
                        "inc/1.conf:2:4: expected '=', '{' or ':' after 'k', not '}'",
                        "inc/1.conf:2:4: '}' without a section to close");
    }

    @Test
    void inheritanceInACircleIsTold() throws Exception {
        assertThat(directory.syntaxErrors("a : b { }\nb : a { }\n"))
                .containsExactly(
                        "cygnet.conf:1:5: section 'b' inherits from itself",
                        "cygnet.conf:2:5: section 'a' inherits from itself");
    }

    @Test
    void aFileThatIncludesItselfIsRefused() throws Exception {
        assertThat(directory.syntaxErrors("include cygnet.conf\n"))
                .containsExactly("cygnet.conf:1:9: includes are nested more than 10 deep");
    }

    @Test
    void sectionsWithoutEndAreRefusedBeforeTheyExhaustTheStack() throws Exception {
        assertThat(directory.syntaxErrors("a {\n".repeat(100_000)))
                .containsExactly("cygnet.conf:65:1: sections are nested more than 64 deep");
        assertThat(directory.syntaxErrors("= {\n".repeat(100_000))).hasSizeBetween(1, 100);
    }

    @Test
    void inheritanceThatMultipliesIsRefused() throws Exception {
        StringBuilder text = new StringBuilder("s0 { k = 1 }\n");
        for (int i = 1; i < 40; i++) {
            text.append(String.format("s%d { l : s%d { }\n r : s%d { }\n }\n", i, i - 1, i - 1));
        }
        assertThat(directory.syntaxErrors(text.toString()))
                .containsExactly("cygnet.conf:1:1: sections inherit from sections too often or too deeply");
    }

    @Test
    void aFileThatIsNotThereOrIsNoTextIsNamed() throws Exception {
        assertThat(directory.syntaxErrors("a { k = 1\n}\n")).isEmpty();
        Files.write(directory.file(), new byte[] {'a', (byte) 0xc3, (byte) 0x28});
        Problems problems = new Problems();
        ConfigFiles.read(directory.file(), problems);
        ConfigFiles.read(Path.of("/nonexistent/cygnet.conf"), problems);
        assertThatThrownBy(problems::throwIfAny)
                .hasMessage("/nonexistent/cygnet.conf: can't read /nonexistent/cygnet.conf: there is no such file\n"
                        + directory.file() + ": the file is not text in UTF-8");
    }
}
