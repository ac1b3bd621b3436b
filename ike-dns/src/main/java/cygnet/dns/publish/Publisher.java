package cygnet.dns.publish;

import cygnet.crypto.signature.VerificationKey;
import cygnet.dns.publish.PublishException.Kind;
import cygnet.ike.address.IpAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Type;

/**
 * Publishes this host's records by dynamic update (RFC 2136), signed with TSIG (RFC 8945), over TCP.
 *
 * <p>Blocks: every call asks name servers, each within the configured timeout. Safe for use by several threads.
 */
public final class Publisher {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final PublishSettings settings;
    private final Clock clock;
    private final Pause pause;
    private final Name host;
    private final ServerQuestions questions;
    private final ZoneFinder zones;
    private final PrimaryRecords primary;
    private final Confirmation confirmation;

    /** How time is waited for. */
    @FunctionalInterface
    public interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    /** @param clock dates the signatures, and tells how long servers had time */
    public Publisher(PublishSettings settings, Clock clock, Pause pause) {
        this.settings = settings;
        this.clock = clock;
        this.pause = pause;
        this.host = PublishSettings.name(settings.host().text());
        this.questions = new ServerQuestions(settings.timeout(), clock);
        this.zones = new ZoneFinder(settings, questions);
        this.primary = new PrimaryRecords(questions);
        this.confirmation = new Confirmation(questions);
    }

    /**
     * Looks what the primary has, and plans what is to be changed. Nothing is changed yet.
     *
     * @param ours all keys that this host has or had: those of {@code wanted}, and those that it replaces
     * @param force take over what somebody else has published
     * @throws PublishException of kind {@code FOREIGN} if the name is somebody else's and {@code force} is not set
     */
    public Plan plan(HostRecords wanted, Set<VerificationKey> ours, boolean force) throws PublishException {
        Zone zone = zones.forward(host);
        NameRecords target = wanted.forward(host);
        PrimaryRecords.Reading reading = primary.read(zone, host, target.types());
        Set<VerificationKey> known = new HashSet<>(ours);
        known.addAll(wanted.keys());
        Ownership ownership = new Ownership(known);
        if (!force) {
            ownership.check(reading.records(), target);
        }
        List<Change> changes = new ArrayList<>();
        changes.add(new Change(zone, reading.records(), target));
        List<String> troubles = new ArrayList<>();
        if (settings.reverse()) {
            for (IpAddress address : reverseAddresses(reading.records(), wanted)) {
                try {
                    changes.add(reverse(address, wanted, ownership, force));
                } catch (PublishException e) {
                    troubles.add("the reverse name of " + address + ": " + e.getMessage());
                }
            }
        }
        return new Plan(changes, troubles, reading.keyLife(), ownership.holds(reading.records()));
    }

    /** Those that are to be published, and those that were. */
    private static Set<IpAddress> reverseAddresses(NameRecords seen, HostRecords wanted) {
        Set<IpAddress> addresses = new LinkedHashSet<>(wanted.published());
        for (int type : new int[] {Type.A, Type.AAAA}) {
            for (Record known : seen.of(type)) {
                addresses.add(
                        IpAddress.of(known instanceof ARecord a ? a.getAddress() : ((AAAARecord) known).getAddress()));
            }
        }
        return addresses;
    }

    private Change reverse(IpAddress address, HostRecords wanted, Ownership ownership, boolean force)
            throws PublishException {
        Name name = ReverseMap.fromAddress(address.toInetAddress());
        Zone zone = zones.reverse(name);
        NameRecords target = wanted.reverse(name, host);
        NameRecords seen = primary.read(zone, name, target.types()).records();
        if (wanted.published().contains(address)) {
            if (!force) {
                ownership.check(seen, target);
            }
            return new Change(zone, seen, target);
        }
        // It was ours: what it says of us goes, and nothing else.
        boolean ours = ownership.holds(seen) || Ownership.pointsTo(seen, host);
        return new Change(zone, seen, ours ? target.emptied() : seen);
    }

    /**
     * Sends what {@code plan} says, the host's own name first.
     *
     * @throws PublishException telling which update was refused and why; those before it are done
     */
    public void send(Plan plan) throws PublishException {
        for (Change change : plan.changes()) {
            if (!change.isEmpty()) {
                Zone zone = change.zone();
                Message answer = questions.update(zone.primary(), change.message(), settings.key());
                new Refusal(zone.apex(), zone.primary(), settings.key(), clock).check(answer);
            }
        }
    }

    /**
     * Waits until all authoritative servers have what {@code plan} leads to.
     *
     * @throws PublishException of kind {@code UNCONFIRMED}, with who has what instead, if some have not after
     *     {@code patience}
     */
    public void confirm(Plan plan, Duration patience) throws PublishException, InterruptedException {
        Duration next = FIRST_PAUSE;
        long end = clock.instant().plus(patience).toEpochMilli();
        while (true) {
            List<String> missing = new ArrayList<>();
            plan.changes().forEach(change -> missing.addAll(confirmation.missing(change.zone(), change.wanted())));
            if (missing.isEmpty()) {
                return;
            }
            if (clock.millis() + next.toMillis() > end) {
                throw new PublishException(
                        Kind.UNCONFIRMED,
                        "the primary has it, but not all servers of the zone do: " + String.join("; ", missing));
            }
            pause.pause(next);
            next = next.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? next.multipliedBy(2) : LONGEST_PAUSE;
        }
    }
}
