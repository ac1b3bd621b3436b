package cygnet.daemon.ctl;

import cygnet.daemon.vici.ViciMessage;
import java.io.PrintWriter;
import java.util.List;

/** What becomes of flows and hosts, put for people. */
final class HostLines {
    private HostLines() {}

    /** A flow as the daemon tells it. */
    static void printFlow(PrintWriter out, ViciMessage flow) {
        if (flow.text("verdict").isEmpty()) {
            out.println("  " + text(flow, "cause"));
            return;
        }
        String peer = flow.text("peer")
                .map(name -> ", as " + name + ", assurance " + text(flow, "assurance"))
                .orElse("");
        out.println(text(flow, "flow") + ": " + text(flow, "verdict") + peer);
        out.println("  why     " + text(flow, "cause"));
        flow.text("rule").ifPresent(rule -> out.println("  rule    " + rule + " (" + text(flow, "origin") + ")"));
        List<String> lost = flow.texts("lost");
        lost.forEach(rule -> out.println("  not     " + rule));
        flow.text("connection").ifPresent(name -> out.println("  through " + name));
        flow.text("nat").ifPresent(who -> out.println("  nat     " + nat(who)));
        flow.section("memory").ifPresent(memory -> out.println("  memory  " + memory(memory)));
        out.println("  next    " + text(flow, "next"));
    }

    private static String nat(String who) {
        String where = who.equals("us") ? "we are" : who.equals("peer") ? "the peer is" : "both are";
        String what = " behind a NAT, so ESP goes in UDP";
        return where + what + (who.equals("us") ? "" : "; if this ends, only the peer can begin again");
    }

    /** What is remembered of a host. */
    static String memory(ViciMessage memory) {
        String before = text(memory, "found-before");
        return text(memory, "verdict") + " for " + text(memory, "left") + "s more: " + text(memory, "finding") + ": "
                + text(memory, "cause") + (before.equals("0") ? "" : ", found " + before + " time(s) before in a row");
    }

    private static String text(ViciMessage message, String name) {
        return message.text(name).orElse("-");
    }
}
