package cygnet.dns;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DomainName;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SVCBBase;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Which hosts and addresses an answer to a question for A, AAAA, SVCB or HTTPS names.
 *
 * @param hosts the hosts whose addresses an application may use next; without addresses, the answer only names the host
 * @param ttl for how long the answer may be used
 */
public record AddressAnswer(List<Host> hosts, Duration ttl) {
    /** Question types whose answers lead to addresses: A, AAAA, SVCB, HTTPS. */
    public static final Set<Integer> TYPES = Set.of(Type.A, Type.AAAA, Type.SVCB, Type.HTTPS);

    /** Those of them whose answers are addresses of one host: A, AAAA. */
    public static final Set<Integer> ADDRESS_TYPES = Set.of(Type.A, Type.AAAA);

    /** An answer without addresses. */
    public static final AddressAnswer NOTHING = new AddressAnswer(List.of(), Duration.ZERO);

    /** Bounds the work for one answer; longer chains and larger sets go through unread beyond. */
    private static final int MOST_ALIASES = 16;

    private static final int MOST_ADDRESSES = 256;
    private static final int MOST_TARGETS = 16;

    /**
     * A host and its addresses.
     *
     * @param name the canonical name: where CNAME and DNAME records end, or the target of a service record
     */
    public record Host(DomainName name, List<IpAddress> addresses) {
        public Host {
            addresses = List.copyOf(addresses);
        }
    }

    public AddressAnswer {
        hosts = List.copyOf(hosts);
    }

    /** Reads an answer in wire form; empty if it can't be read or is no answer to such a question. */
    public static AddressAnswer read(Octets answer, Instant now) {
        try {
            Message message = new Message(answer.toByteArray());
            Record question = message.getQuestion();
            return question == null || !TYPES.contains(question.getType()) ? NOTHING : read(message, question, now);
        } catch (IOException | LookupFailure | RuntimeException e) {
            // The resolver forwards what it can't read; a mistake in a library must not stop it.
            return NOTHING;
        }
    }

    private static AddressAnswer read(Message message, Record question, Instant now) throws LookupFailure, IOException {
        Aliases aliases = Aliases.follow(message, question.getName(), question.getType(), MOST_ALIASES);
        Duration ttl = aliases.ttl(now);
        boolean services = question.getType() == Type.SVCB || question.getType() == Type.HTTPS;
        List<Host> hosts = services
                ? services(aliases, message)
                : host(aliases.end(), addresses(aliases.records().stream())).stream()
                        .toList();
        return new AddressAnswer(hosts, ttl);
    }

    /** RFC 9460 section 2.4: the target is a host of its own, or with "." the owner, whose addresses may be hinted at. */
    private static List<Host> services(Aliases aliases, Message message) throws IOException {
        List<Host> hosts = new ArrayList<>();
        for (Record record : aliases.records()) {
            if (hosts.size() == MOST_TARGETS) {
                break;
            }
            SVCBBase service = (SVCBBase) record;
            Name target = service.getTargetName().equals(Name.root) ? aliases.end() : service.getTargetName();
            Stream<Record> told = message.getSection(Section.ADDITIONAL).stream()
                    .filter(more -> more.getName().equals(target));
            List<IpAddress> addresses = Stream.concat(hints(service), addresses(told).stream())
                    .distinct()
                    .limit(MOST_ADDRESSES)
                    .toList();
            host(target, addresses).ifPresent(hosts::add);
        }
        return hosts;
    }

    private static Stream<IpAddress> hints(SVCBBase service) throws IOException {
        List<InetAddress> hints = new ArrayList<>();
        if (service.getSvcParamValue(SVCBBase.IPV4HINT) instanceof SVCBBase.ParameterIpv4Hint hint) {
            hints.addAll(hint.getAddresses());
        }
        if (service.getSvcParamValue(SVCBBase.IPV6HINT) instanceof SVCBBase.ParameterIpv6Hint hint) {
            hints.addAll(hint.getAddresses());
        }
        return hints.stream().map(IpAddress::of);
    }

    private static List<IpAddress> addresses(Stream<Record> records) {
        return records.filter(record -> record.getType() == Type.A || record.getType() == Type.AAAA)
                .limit(MOST_ADDRESSES)
                .map(AddressRecords::address)
                .distinct()
                .toList();
    }

    /** A name that no host can have has no key either. */
    private static Optional<Host> host(Name name, List<IpAddress> addresses) {
        return DomainName.parse(name.toString()).map(host -> new Host(host, addresses));
    }
}
