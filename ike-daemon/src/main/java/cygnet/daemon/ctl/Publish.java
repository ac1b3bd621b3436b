package cygnet.daemon.ctl;

import cygnet.crypto.signature.VerificationKey;
import cygnet.daemon.config.ConfigException;
import cygnet.daemon.publish.Publication;
import cygnet.dns.publish.HostRecords;
import cygnet.dns.publish.Plan;
import cygnet.dns.publish.PublishException;
import cygnet.ike.address.IpAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts this host's key and addresses into DNS. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description = {
            "Put this host's key and addresses into DNS by dynamic update, and see that they have arrived.",
            "The section host { publish { } } of the configuration says where; docs/publishing.md says how to set it up."
        })
public final class Publish implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "/etc/cygnet/cygnet.conf",
            description = "the configuration (default: ${DEFAULT-VALUE})")
    private Path config = Path.of("/etc/cygnet/cygnet.conf");

    @Option(names = "--dry-run", description = "change nothing; print what would be sent, as nsupdate reads it")
    private boolean dryRun;

    @Option(names = "--withdraw", description = "take the key out of DNS; the addresses stay")
    private boolean withdraw;

    @Option(names = "--addresses", description = "with --withdraw: take the addresses out of DNS too")
    private boolean withAddresses;

    @Option(names = "--force", description = "replace what somebody else has published under this host's name")
    private boolean force;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "for all name servers to have it (default: ${DEFAULT-VALUE})")
    private int wait = 60;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            if (withAddresses && !withdraw) {
                return fail("--addresses goes with --withdraw");
            }
            Publication publication = Publishing.read(config);
            Publishing publishing = new Publishing(publication, Duration.ofSeconds(wait), force, out::println);
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
        } catch (PublishException | IOException | ConfigException | IllegalArgumentException e) {
            return fail(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail("interrupted");
        } finally {
            out.flush();
        }
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

    private int fail(String message) {
        spec.commandLine().getErr().println("cygnetctl: " + message);
        return DaemonSocket.FAILED;
    }
}
