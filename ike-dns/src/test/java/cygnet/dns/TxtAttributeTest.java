package cygnet.dns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.TXTRecord;

/** RFC 1464 section 2. */
class TxtAttributeTest {
    /** The table of examples, with the internal form of each. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    color=blue      | color    | blue
                    equation=a=4    | equation | a=4
                    a`=a=true       | a=a      | true
                    a\\`=a=false    | a\\=a    | false
                    `==\\=          | =        | \\=
                    string="Cat"    | string   | "Cat"
                    string2=``abc`` | string2  | ``abc``
                    a b=c d         | a b      | c d
                    """)
    void theExamplesOfTheRfcAreReadAsItSays(String text, String name, String value) {
        assertThat(TxtAttribute.parse(text)).contains(new TxtAttribute(name, value));
    }

    @Test
    void whiteSpaceAroundTheNameCountsOnlyIfItIsQuoted() {
        assertThat(TxtAttribute.parse(" \tabc \t=123 ")).contains(new TxtAttribute("abc", "123 "));
        assertThat(TxtAttribute.parse("` abc` =123")).contains(new TxtAttribute(" abc ", "123"));
        assertThat(TxtAttribute.parse("novalue=")).contains(new TxtAttribute("novalue", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=", "=a", " =a", "abc", "abc`=d", "abc`", "v spf1 -all"})
    void whatHasNoNameOrNoEqualsSignIsNoAttribute(String text) {
        assertThat(TxtAttribute.parse(text)).isEmpty();
    }

    /** RFC 4322 section 5.2.1: "These MUST be reassembled into a single string for processing." */
    @Test
    void severalStringsAreOneText() {
        TXTRecord record = (TXTRecord) Records.parse("bob.test. 600 IN TXT \"na\" \"me=a\" \"\\128b\"");
        assertThat(TxtAttribute.of(record)).contains(new TxtAttribute("name", "a\u0080b"));
    }
}
