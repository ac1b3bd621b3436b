package cygnet.daemon.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.daemon.vici.ViciMessage;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class HostLinesTest {
    @Test
    void aFlowBehindANatIsTold() {
        assertThat(flow("peer"))
                .contains(
                        "  nat     the peer is behind a NAT, so ESP goes in UDP; if this ends, only the peer can begin again\n");
        assertThat(flow("us")).contains("  nat     we are behind a NAT, so ESP goes in UDP\n");
        assertThat(flow("both")).contains("  nat     both are behind a NAT, ");
    }

    private static String flow(String nat) {
        StringWriter text = new StringWriter();
        HostLines.printFlow(
                new PrintWriter(text),
                ViciMessage.builder()
                        .put("flow", "192.0.2.1/32 === 192.0.2.2/32")
                        .put("verdict", "protect")
                        .put("cause", "by host{1} of bob[1]")
                        .put("nat", nat)
                        .put("next", "it stays")
                        .build());
        return text.toString();
    }
}
