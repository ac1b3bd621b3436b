package cygnet.daemon.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.daemon.vici.ViciMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViciJsonTest {
    @Test
    void aTreeIsAnObject() {
        ViciMessage tree = ViciMessage.builder()
                .put("a", 1)
                .list("b", List.of("x", "y"))
                .list("none", List.of())
                .section("c", c -> c.put("d", "e").section("f", ViciMessage.EMPTY))
                .build();
        assertThat(ViciJson.of(tree)).isEqualTo("""
                        {
                          "a": "1",
                          "b": ["x", "y"],
                          "none": [],
                          "c": {
                            "d": "e",
                            "f": {}
                          }
                        }""");
        assertThat(ViciJson.of(ViciMessage.EMPTY)).isEqualTo("{}");
    }

    @Test
    void whatMeansSomethingInJsonIsEscaped() {
        assertThat(ViciJson.of(
                        ViciMessage.builder().put("\"\\", "\"\\\n\r\t\u0001é").build()))
                .isEqualTo("{\n  \"\\\"\\\\\": \"\\\"\\\\\\n\\r\\t\\u0001é\"\n}");
    }
}
