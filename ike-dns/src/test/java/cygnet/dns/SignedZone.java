package cygnet.dns;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** A zone with one ECDSA P-256 key that signs everything, and with an NSEC chain; or a zone without signatures. */
final class SignedZone {
    private static final long TTL = 3600;

    private final Name apex;
    private final Optional<Signer> signer;
    private final TreeMap<Name, Map<Integer, RRset>> nodes = new TreeMap<>();

    private record Signer(KeyPair keys, DNSKEYRecord record, Instant from, Instant until) {
        RRSIGRecord sign(RRset set) {
            try {
                return DNSSEC.sign(set, record, keys.getPrivate(), from, until);
            } catch (DNSSEC.DNSSECException e) {
                throw new AssertionError(e);
            }
        }
    }

    private SignedZone(Name apex, Optional<Signer> signer) {
        this.apex = apex;
        this.signer = signer;
        add(apex + " 3600 IN SOA ns.test. hostmaster.test. 1 3600 600 86400 120");
        add(apex + " 3600 IN NS ns.test.");
        signer.ifPresent(with -> add(with.record()));
    }

    static SignedZone unsigned(Name apex) {
        return new SignedZone(apex, Optional.empty());
    }

    /** Signatures hold from {@code from} until {@code until}. */
    static SignedZone signed(Name apex, Instant from, Instant until) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            DNSKEYRecord record = new DNSKEYRecord(
                    apex,
                    DClass.IN,
                    TTL,
                    DNSKEYRecord.Flags.ZONE_KEY | DNSKEYRecord.Flags.SEP_KEY,
                    DNSKEYRecord.Protocol.DNSSEC,
                    DNSSEC.Algorithm.ECDSAP256SHA256,
                    keys.getPublic());
            return new SignedZone(apex, Optional.of(new Signer(keys, record, from, until)));
        } catch (GeneralSecurityException | DNSSEC.DNSSECException e) {
            throw new AssertionError(e);
        }
    }

    Name apex() {
        return apex;
    }

    void add(Record record) {
        nodes.computeIfAbsent(record.getName(), name -> new TreeMap<>())
                .computeIfAbsent(record.getType(), type -> new RRset())
                .addRR(record);
    }

    /** A record as in a zone file, with all names absolute. */
    void add(String line) {
        add(Records.parse(line));
    }

    /** Makes {@code child} known here, with a DS record if it is signed. */
    void delegate(SignedZone child) {
        add(child.apex + " 3600 IN NS ns.test.");
        child.signer.ifPresent(
                with -> add(new DSRecord(child.apex, DClass.IN, TTL, DNSSEC.Digest.SHA256, with.record())));
    }

    /** The DNSKEY record. */
    Record key() {
        return signer.orElseThrow().record();
    }

    Optional<RRset> find(Name name, int type) {
        return Optional.ofNullable(nodes.getOrDefault(name, Map.of()).get(type)).map(this::withSignature);
    }

    /** The name, or one below it, has records. */
    boolean exists(Name name) {
        return nodes.keySet().stream().anyMatch(node -> node.subdomain(name));
    }

    Optional<Name> dname(Name name) {
        return nodes.entrySet().stream()
                .filter(node -> node.getValue().containsKey(Type.DNAME))
                .map(Map.Entry::getKey)
                .filter(node -> name.subdomain(node) && !name.equals(node))
                .findFirst();
    }

    RRset soa() {
        return find(apex, Type.SOA).orElseThrow();
    }

    /** The NSEC record at {@code name} or the one that covers it; nothing if the zone is not signed. */
    Optional<RRset> nsec(Name name) {
        if (signer.isEmpty()) {
            return Optional.empty();
        }
        Name owner = nodes.floorKey(name);
        Name next = nodes.higherKey(owner);
        List<Integer> types = new ArrayList<>(nodes.get(owner).keySet());
        types.add(Type.RRSIG);
        types.add(Type.NSEC);
        Record nsec = new NSECRecord(
                owner,
                DClass.IN,
                120,
                next == null ? apex : next,
                types.stream().mapToInt(Integer::intValue).sorted().toArray());
        return Optional.of(withSignature(new RRset(nsec)));
    }

    private RRset withSignature(RRset set) {
        RRset signed = new RRset(set);
        boolean delegation = set.getType() == Type.NS && !set.getName().equals(apex);
        if (!delegation) {
            signer.ifPresent(with -> signed.addRR(with.sign(set)));
        }
        return signed;
    }
}
