package cygnet.daemon.ctl;

import cygnet.crypto.signature.VerificationKey;
import cygnet.daemon.publish.Publication;
import cygnet.dns.publish.HostRecords;
import cygnet.dns.publish.Plan;
import cygnet.dns.publish.PublishException;
import cygnet.ike.address.IpAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts this host's key and addresses into DNS. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description = {
            "Put this host's key and addresses into DNS by dynamic update, and see that they have arrived.",
            "The section host { publish { } } of the configuration says where; docs/publishing.md says how to set it up."
        })
public final class Publish implements Callable<Integer> {
    @Mixin
    private PublishOptions options = new PublishOptions();

    @Option(names = "--dry-run", description = "change nothing; print what would be sent, as nsupdate reads it")
    private boolean dryRun;

    @Option(names = "--withdraw", description = "take the key out of DNS; the addresses stay")
    private boolean withdraw;

    @Option(names = "--addresses", description = "with --withdraw: take the addresses out of DNS too")
    private boolean withAddresses;

    @Option(names = "--force", description = "replace what somebody else has published under this host's name")
    private boolean force;

    @Override
    public Integer call() {
        return options.run(this::publish);
    }

    private int publish(Publication publication, PrintWriter out)
            throws PublishException, IOException, InterruptedException {
        if (withAddresses && !withdraw) {
            throw new IllegalArgumentException("--addresses goes with --withdraw");
        }
        Publishing publishing = options.publishing(publication, force, out);
        HostRecords wanted = wanted(publication, publishing);
        Plan plan = publishing.plan(wanted, publication.ours());
        if (withdraw && !plan.isHeld() && !force) {
            out.println("there is nothing to withdraw: DNS has no key of this host at " + publication.host());
            return 0;
        }
        if (dryRun) {
            plan.script().forEach(out::println);
            plan.reverseTroubles().forEach(trouble -> out.println("; not done: " + trouble));
            return 0;
        }
        if (plan.isEmpty()) {
            out.println("DNS already is as it should be");
        }
        publishing.carryOut(plan, wanted.keys());
        return plan.reverseTroubles().isEmpty() ? 0 : DaemonSocket.FAILED;
    }

    private HostRecords wanted(Publication publication, Publishing publishing) throws IOException {
        List<VerificationKey> keys = withdraw ? List.of() : publication.keys();
        Optional<List<IpAddress>> addresses = publishing.addresses();
        if (!withdraw && addresses.filter(List::isEmpty).isPresent()) {
            throw new IllegalArgumentException(
                    "this host has no address to publish: name networks in host.publish.addresses"
                            + " if local ones are meant, or set address_records = no");
        }
        return publication.records(keys, withAddresses ? addresses.map(all -> List.of()) : addresses);
    }
}
