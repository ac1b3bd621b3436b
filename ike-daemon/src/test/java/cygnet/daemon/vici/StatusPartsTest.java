package cygnet.daemon.vici;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusPartsTest {
    private final StatusParts parts = new StatusParts("part");
    private final List<String> made = new ArrayList<>();

    private void add(String section, int size, String name) {
        parts.add(section, size, () -> {
            made.add(name);
            return ViciMessage.builder()
                    .section(name, ViciMessage.builder().put("is", name).build())
                    .build();
        });
    }

    /** The next part: its section, and the entries' names. */
    private List<String> next() {
        ViciPacket.Event event = parts.next();
        assertThat(event.name()).isEqualTo("part");
        ViciMessage.Section section = event.message().sections().get(0);
        List<String> names = new ArrayList<>(List.of(section.name()));
        section.contents().sections().forEach(entry -> {
            assertThat(entry.contents().text("is")).contains(entry.name());
            names.add(entry.name());
        });
        return names;
    }

    @Test
    void neighboursOfOneSectionShareAPart() {
        add("ike-sas", 1, "1");
        add("ike-sas", 1, "2");
        add("memories", 1, "192.0.2.9");

        assertThat(next()).containsExactly("ike-sas", "1", "2");
        assertThat(next()).containsExactly("memories", "192.0.2.9");
        assertThat(parts.hasNext()).isFalse();
    }

    @Test
    void aPartHoldsNoMoreThanFitsAPacketUnlessOneEntryIsLargerByItself() {
        add("ike-sas", StatusParts.MOST - 1, "1");
        add("ike-sas", 1, "2");
        add("ike-sas", 1, "3");
        add("ike-sas", 2 * StatusParts.MOST, "4");
        add("ike-sas", 1, "5");

        assertThat(next()).containsExactly("ike-sas", "1", "2");
        assertThat(next()).containsExactly("ike-sas", "3");
        assertThat(next()).containsExactly("ike-sas", "4");
        assertThat(next()).containsExactly("ike-sas", "5");
    }

    @Test
    void anEntryIsMadeWhenItsTurnHasCome() {
        add("policies", 1, "a");
        add("memories", 1, "b");
        assertThat(made).isEmpty();

        assertThat(next()).containsExactly("policies", "a");
        assertThat(made).containsExactly("a");
    }
}
