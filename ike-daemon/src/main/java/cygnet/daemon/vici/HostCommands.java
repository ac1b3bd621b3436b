package cygnet.daemon.vici;

import cygnet.dns.KnownOutcome;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DomainName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What becomes of the traffic with a host, and why.
 *
 * <pre>
 *   cygnet-flow    { remote = 192.0.2.2           an address; answered at once, by a tree as in FlowTree
 *                    local = 192.0.2.1            ours; the one that the routing table takes, if absent
 *                    protocol = 6                 a number; all of them, if absent
 *                    local-port = 40000  remote-port = 25 }
 *   cygnet-explain { host = bob.example.test      or an address; looks into DNS as the daemon would
 *                    protocol, remote-port }
 *     answered by { dns { 0 { ... } ... }         as cygnet-lookup has them; with keys also chains { ... } as in ChainTree
 *                   flows { 192.0.2.2 { ... } } } as above
 *   cygnet-retry   { host = bob.example.test }    or an address: what is remembered of it is forgotten, DNS included
 *     answered by { success = yes  addresses = [ 192.0.2.2 ] }
 * </pre>
 */
public final class HostCommands {
    public static final String FLOW = "cygnet-flow";
    public static final String EXPLAIN = "cygnet-explain";
    public static final String RETRY = "cygnet-retry";

    private static final int MOST_PROTOCOLS = 0xff;
    private static final int MOST_PORTS = 0xffff;
    /** Of a host's names or addresses. */
    private static final int MOST_SUBJECTS = 4;

    private final FlowBook flows;
    private final Optional<NameBook> names;

    private HostCommands(FlowBook flows, Optional<NameBook> names) {
        this.flows = flows;
        this.names = names;
    }

    /** All of them; {@code names} is empty where no DNS is configured. */
    public static ViciRegistry registry(FlowBook flows, Optional<NameBook> names) {
        HostCommands commands = new HostCommands(flows, names);
        return queries(flows)
                .with(new ViciRegistry(
                        Map.of(
                                EXPLAIN, (request, events) -> commands.explain(request),
                                RETRY, (request, events) -> commands.retry(request)),
                        Set.of()));
    }

    /** For everybody: this asks nothing of DNS and changes nothing. */
    public static ViciRegistry queries(FlowBook flows) {
        HostCommands commands = new HostCommands(flows, Optional.empty());
        return new ViciRegistry(Map.of(FLOW, (request, events) -> commands.flow(request)), Set.of());
    }

    private CompletionStage<ViciReply> flow(ViciMessage request) {
        try {
            IpAddress remote = address(request, "remote")
                    .orElseThrow(() -> new BadRequestException("remote: an address is needed"));
            return ViciReply.of(flow(request, remote)).now();
        } catch (BadRequestException e) {
            return ViciReply.failure(e.reason).now();
        }
    }

    private ViciMessage flow(ViciMessage request, IpAddress remote) throws BadRequestException {
        Optional<IpAddress> local = address(request, "local").or(() -> flows.sourceTowards(remote));
        if (local.isEmpty()) {
            throw new BadRequestException("this host has no address towards " + remote);
        }
        if (local.get().isIpv6() != remote.isIpv6()) {
            throw new BadRequestException("local: of another family than " + remote);
        }
        int protocol = number(request, "protocol", MOST_PROTOCOLS, 0);
        int localPort = number(request, "local-port", MOST_PORTS, PolicySelector.ANY_PORT);
        int remotePort = number(request, "remote-port", MOST_PORTS, PolicySelector.ANY_PORT);
        if (protocol == 0 && (localPort != PolicySelector.ANY_PORT || remotePort != PolicySelector.ANY_PORT)) {
            throw new BadRequestException("protocol: a port needs one");
        }
        PolicySelector flow = new PolicySelector(
                IpNetwork.host(local.get()), IpNetwork.host(remote), protocol, localPort, remotePort);
        return FlowTree.of(flows.inspect(flow), flows.now());
    }

    private CompletionStage<ViciReply> explain(ViciMessage request) {
        String host = request.text("host").orElse("");
        Optional<IpAddress> address = parsed(host);
        Optional<DomainName> name = DomainName.parse(host);
        if (address.isEmpty() && name.isEmpty()) {
            return ViciReply.failure("host: neither a host name nor an address").now();
        }
        if (names.isEmpty()) {
            return address.isPresent()
                    ? explained(request, List.of(), List.of(address.get())).now()
                    : ViciReply.failure(
                                    "host: the configuration has no section dns, so that only addresses can be explained")
                            .now();
        }
        return address.isPresent() ? explain(request, address.get()) : explain(request, name.orElseThrow());
    }

    private CompletionStage<ViciReply> explain(ViciMessage request, IpAddress address) {
        NameBook book = names.orElseThrow();
        return book.identify(address).thenCompose(identified -> {
            CompletionStage<List<ViciMessage>> all =
                    CompletableFuture.completedStage(List.of(NameCommands.tree(identified)));
            for (DomainName host : records(identified, DomainName.class)) {
                all = all.thenCombine(keys(book, host), HostCommands::and);
            }
            return all.thenApplyAsync(outcomes -> explained(request, outcomes, List.of(address)), flows.executor());
        });
    }

    private CompletionStage<ViciReply> explain(ViciMessage request, DomainName name) {
        NameBook book = names.orElseThrow();
        return keys(book, name)
                .thenCombineAsync(
                        book.addresses(name),
                        (keys, addresses) -> explained(
                                request,
                                List.of(keys, NameCommands.tree(addresses)),
                                records(addresses, IpAddress.class)),
                        flows.executor());
    }

    /** What DNS says of the keys of {@code name}, and who vouches for that. */
    private static CompletionStage<ViciMessage> keys(NameBook book, DomainName name) {
        return book.lookUp(name, false)
                .thenCompose(keys -> book.chains(name).thenApply(chains -> NameCommands.tree(keys, chains)));
    }

    private ViciReply explained(ViciMessage request, List<ViciMessage> dns, List<IpAddress> addresses) {
        try {
            ViciMessage.Builder outcomes = ViciMessage.builder();
            for (int i = 0; i < dns.size(); i++) {
                outcomes.section(String.valueOf(i), dns.get(i));
            }
            ViciMessage.Builder all = ViciMessage.builder();
            for (IpAddress address : addresses) {
                all.section(address.toString(), flowOrTrouble(request, address));
            }
            return ViciReply.of(ViciMessage.builder()
                    .section("dns", outcomes.build())
                    .section("flows", all.build())
                    .build());
        } catch (BadRequestException e) {
            return ViciReply.failure(e.reason);
        }
    }

    /** A host may have addresses of a family that we don't. */
    private ViciMessage flowOrTrouble(ViciMessage request, IpAddress address) throws BadRequestException {
        return flows.sourceTowards(address).isPresent()
                ? flow(request, address)
                : ViciMessage.builder()
                        .put("cause", "this host has no address towards it")
                        .build();
    }

    private CompletionStage<ViciReply> retry(ViciMessage request) {
        String host = request.text("host").orElse("");
        Optional<IpAddress> address = parsed(host);
        Optional<DomainName> name = DomainName.parse(host);
        if (address.isPresent()) {
            names.ifPresent(book -> book.forget(address.get()));
            return retried(List.of(address.get())).now();
        }
        if (name.isEmpty() || names.isEmpty()) {
            return ViciReply.failure(
                            name.isEmpty()
                                    ? "host: neither a host name nor an address"
                                    : "host: the configuration has no section dns, so that only addresses are known")
                    .now();
        }
        NameBook book = names.get();
        return book.lookUp(name.get(), true)
                .thenCombine(book.addresses(name.get()), (keys, addresses) -> addresses)
                .thenApplyAsync(
                        addresses -> addresses.outcome() instanceof Found<?>
                                ? retried(records(addresses, IpAddress.class))
                                : ViciReply.failure("the addresses of " + host + ": "
                                        + addresses.outcome().describe()),
                        flows.executor());
    }

    private ViciReply retried(List<IpAddress> addresses) {
        addresses.forEach(flows::retry);
        return ViciReply.of(ViciMessage.builder()
                .put("success", "yes")
                .list("addresses", addresses)
                .build());
    }

    private static <T> List<T> records(KnownOutcome outcome, Class<T> type) {
        return outcome.records().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .limit(MOST_SUBJECTS)
                .toList();
    }

    private static List<ViciMessage> and(List<ViciMessage> before, ViciMessage further) {
        List<ViciMessage> all = new ArrayList<>(before);
        all.add(further);
        return all;
    }

    private static Optional<IpAddress> address(ViciMessage request, String key) throws BadRequestException {
        Optional<String> text = request.text(key);
        Optional<IpAddress> address = text.flatMap(HostCommands::parsed);
        if (text.isPresent() && address.isEmpty()) {
            throw new BadRequestException(key + ": not an address");
        }
        return address;
    }

    private static Optional<IpAddress> parsed(String text) {
        try {
            return Optional.of(IpAddress.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int number(ViciMessage request, String key, int most, int otherwise) throws BadRequestException {
        Optional<String> text = request.text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.get().matches("\\d{1,5}") || Integer.parseInt(text.get()) > most) {
            throw new BadRequestException(key + ": not a number from 0 to " + most);
        }
        return Integer.parseInt(text.get());
    }

    /** The request makes no sense. */
    private static final class BadRequestException extends Exception {
        private final String reason;

        BadRequestException(String reason) {
            super(reason);
            this.reason = reason;
        }
    }
}
