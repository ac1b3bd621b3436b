package cygnet.dns.publish;

import cygnet.dns.publish.ServerQuestions.NoRouteException;
import cygnet.dns.publish.ServerQuestions.Transport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Asks every authoritative server, at every address, over UDP and TCP, whether it has what it should have. */
final class Confirmation {
    private final ServerQuestions questions;

    Confirmation(ServerQuestions questions) {
        this.questions = questions;
    }

    /** A line for each that has not; an address that can't be reached from here counts only if no other of its server can. */
    List<String> missing(Zone zone, NameRecords wanted) {
        List<String> wrong = new ArrayList<>();
        Map<String, String> unreached = new LinkedHashMap<>();
        List<String> confirmed = new ArrayList<>();
        for (Zone.NameServer server : zone.servers()) {
            try {
                List<String> complaints = missing(server, wanted);
                wrong.addAll(complaints);
                confirmed.add(server.name());
            } catch (NoRouteException e) {
                unreached.put(server.name(), String.valueOf(e.getMessage()));
            }
        }
        unreached.forEach((name, trouble) -> {
            if (!confirmed.contains(name)) {
                wrong.add(name + ": " + trouble);
            }
        });
        return wrong;
    }

    private List<String> missing(Zone.NameServer server, NameRecords wanted) throws NoRouteException {
        List<String> wrong = new ArrayList<>();
        for (Transport transport : Transport.values()) {
            for (int type : wanted.types()) {
                String label = server.name() + " (" + server.endpoint() + ", " + transport + ")";
                try {
                    Message answer = questions.ask(server.endpoint(), wanted.owner(), type, transport);
                    List<Record> has = PrimaryRecords.records(answer, wanted.owner(), type, label);
                    NameRecords seen = new NameRecords(wanted.owner(), Map.of(type, has));
                    if (!seen.agrees(wanted, type)) {
                        wrong.add(label + " has " + text(has, type) + " instead of " + text(wanted.of(type), type));
                    }
                } catch (PublishException e) {
                    wrong.add(String.valueOf(e.getMessage()));
                    break;
                }
            }
        }
        return wrong;
    }

    private static String text(List<Record> records, int type) {
        return records.isEmpty()
                ? "no " + Type.string(type)
                : records.stream().map(Words::of).sorted().collect(Collectors.joining(", "));
    }
}
