package cygnet.daemon.config;

import java.util.List;

/**
 * A {@code key = value}.
 *
 * @param section dotted path of the section that it is written in; empty at the top level
 * @param position of the key
 * @param words the value's words and quoted strings; none clears the key, and hides an inherited value
 */
record Setting(String section, String key, Position position, List<Word> words) {
    /** One word or quoted string of a value, and where it begins. */
    record Word(String text, Position position) {}

    Setting {
        words = List.copyOf(words);
    }

    boolean isCleared() {
        return words.isEmpty();
    }

    /** The words, joined by single spaces. */
    String value() {
        return String.join(" ", words.stream().map(Word::text).toList());
    }

    Position valuePosition() {
        return isCleared() ? position : words.get(0).position();
    }

    /** Where the character at {@code offset} of the value stands (exact unless the word has escapes before it). */
    Position positionAt(int offset) {
        int begin = 0;
        for (Word word : words) {
            if (offset <= begin + word.text().length()) {
                return word.position().plus(offset - begin);
            }
            begin += word.text().length() + 1;
        }
        return valuePosition();
    }
}
