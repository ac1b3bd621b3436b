package cygnet.dns;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base32;

/** A zone with one ECDSA P-256 key that signs everything, and with an NSEC chain; or a zone without signatures. */
final class SignedZone {
    private static final long TTL = 3600;

    private final Name apex;
    private final Optional<Signer> signer;
    private final TreeMap<Name, Map<Integer, RRset>> nodes = new TreeMap<>();
    private Optional<Signer> dataSigner;
    private OptionalInt nsec3Iterations = OptionalInt.empty();
    private int digest = DNSSEC.Digest.SHA256;

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
        this.dataSigner = signer;
        add(apex + " 3600 IN SOA ns.test. hostmaster.test. 1 3600 600 86400 120");
        add(apex + " 3600 IN NS ns.test.");
        signer.ifPresent(with -> add(with.record()));
    }

    static SignedZone unsigned(Name apex) {
        return new SignedZone(apex, Optional.empty());
    }

    /** Signatures hold from {@code from} until {@code until}. */
    static SignedZone signed(Name apex, Instant from, Instant until) {
        return signed(apex, from, until, DNSSEC.Algorithm.ECDSAP256SHA256);
    }

    /** With a key of one of the ECDSA P-256 and RSA algorithms. */
    static SignedZone signed(Name apex, Instant from, Instant until, int algorithm) {
        return new SignedZone(apex, Optional.of(signer(apex, from, until, algorithm)));
    }

    private static Signer signer(Name apex, Instant from, Instant until, int algorithm) {
        try {
            boolean isEcdsa = algorithm == DNSSEC.Algorithm.ECDSAP256SHA256;
            KeyPairGenerator generator = KeyPairGenerator.getInstance(isEcdsa ? "EC" : "RSA");
            generator.initialize(
                    isEcdsa
                            ? new ECGenParameterSpec("secp256r1")
                            : new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
            KeyPair keys = generator.generateKeyPair();
            DNSKEYRecord record = new DNSKEYRecord(
                    apex,
                    DClass.IN,
                    TTL,
                    DNSKEYRecord.Flags.ZONE_KEY | DNSKEYRecord.Flags.SEP_KEY,
                    DNSKEYRecord.Protocol.DNSSEC,
                    algorithm,
                    keys.getPublic());
            return new Signer(keys, record, from, until);
        } catch (GeneralSecurityException | DNSSEC.DNSSECException e) {
            throw new AssertionError(e);
        }
    }

    /** A second key, with which everything is signed but the keys and the apex. */
    void signDataWith(int algorithm) {
        Signer first = signer.orElseThrow();
        Signer second = signer(apex, first.from(), first.until(), algorithm);
        add(second.record());
        dataSigner = Optional.of(second);
    }

    /** From now on absence is proven by NSEC3 records; only for names that exist. */
    void useNsec3(int iterations) {
        nsec3Iterations = OptionalInt.of(iterations);
    }

    /** The DS record names the key by this digest (SHA-256 if nothing else is said). */
    void useDigest(int other) {
        digest = other;
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
        child.signer.ifPresent(with -> add(new DSRecord(child.apex, DClass.IN, TTL, child.digest, with.record())));
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
        if (nsec3Iterations.isPresent()) {
            return Optional.of(nsec3(name, nsec3Iterations.getAsInt()));
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

    /** RFC 5155 section 7.1: the record that matches {@code name}, with no salt. */
    private RRset nsec3(Name name, int iterations) {
        try {
            byte[] none = new byte[0];
            byte[] next = new byte[20];
            NSEC3Record any = new NSEC3Record(apex, DClass.IN, 120, 1, 0, iterations, none, next, new int[0]);
            byte[] hash = any.hashName(name);
            System.arraycopy(hash, 0, next, 0, hash.length);
            next[next.length - 1]++;
            String label = new base32(base32.Alphabet.BASE32HEX, false, true).toString(hash);
            List<Integer> types =
                    new ArrayList<>(nodes.getOrDefault(name, Map.of()).keySet());
            types.add(Type.RRSIG);
            return withSignature(new RRset(new NSEC3Record(
                    new Name(label, apex),
                    DClass.IN,
                    120,
                    1,
                    0,
                    iterations,
                    none,
                    next,
                    types.stream().mapToInt(Integer::intValue).sorted().toArray())));
        } catch (GeneralSecurityException | TextParseException e) {
            throw new AssertionError(e);
        }
    }

    private RRset withSignature(RRset set) {
        RRset signed = new RRset(set);
        boolean delegation = set.getType() == Type.NS && !set.getName().equals(apex);
        if (!delegation) {
            (set.getName().equals(apex) ? signer : dataSigner).ifPresent(with -> signed.addRR(with.sign(set)));
        }
        return signed;
    }
}
